import { expect, it } from 'vitest';
import { appMenu } from '../../../../electron/main/appMenu.ts';

function itemsOf(options: Partial<Parameters<typeof appMenu>[0]> = {}) {
  const menu = appMenu({
    platform: 'linux',
    isDevelopment: false,
    chooseProject: () => {},
    showRefused: () => {},
    ...options,
  });
  return menu.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? item.submenu : [])]);
}

it('offers the developer tools in development only', () => {
  const roles = (isDevelopment: boolean) => itemsOf({ isDevelopment }).map(({ role }) => role);
  expect(roles(false)).not.toContain('toggleDevTools');
  expect(roles(false)).not.toContain('viewMenu');
  expect(roles(true)).toContain('toggleDevTools');
});

it('can quit and open a project on every system', () => {
  for (const platform of ['linux', 'win32', 'darwin'] as const) {
    let asked = 0;
    const items = itemsOf({ platform, chooseProject: () => asked++ });
    const roles = items.map(({ role }) => role);
    expect(roles).toContain(platform === 'darwin' ? 'appMenu' : 'quit');
    const click = items.find(({ label }) => label === 'Open project…')?.click as () => void;
    click();
    expect(asked).toBe(1);
  }
});
