import { Parser } from 'htmlparser2';

/** Elements whose content nobody reads on the page. */
const LEFT_OUT = new Set([
  'script',
  'style',
  'noscript',
  'template',
  'head',
  'svg',
  'iframe',
  'object',
]);
/** Elements that begin on a line of their own. */
const BLOCKS = new Set(
  (
    'address article aside blockquote body dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 ' +
    'h6 header hr li main nav ol p pre section summary table tr ul'
  ).split(' '),
);

/** The text that a reader sees of a page in HTML, and its title. */
export function htmlText(html: string): { readonly title: string | null; readonly text: string } {
  let text = '';
  let title = '';
  let isTitle = false;
  let leftOut = 0;
  let preformatted = 0;
  const parser = new Parser({
    onopentagname(name) {
      if (LEFT_OUT.has(name)) leftOut++;
      if (name === 'pre' || name === 'textarea') preformatted++;
      if (name === 'title' && title === '') isTitle = true;
      if (leftOut > 0) return;
      if (BLOCKS.has(name) || name === 'br') text += '\n';
      else if (name === 'td' || name === 'th') text += '\t';
    },
    ontext(part) {
      if (isTitle) title += part;
      else if (leftOut === 0) text += preformatted > 0 ? part : part.replace(/[ \t\r\n\f]+/g, ' ');
    },
    onclosetag(name) {
      if (LEFT_OUT.has(name)) leftOut--;
      if (name === 'pre' || name === 'textarea') preformatted--;
      if (name === 'title') isTitle = false;
      if (leftOut === 0 && BLOCKS.has(name)) text += '\n';
    },
  });
  parser.end(html);
  const lines = text.split('\n').map((line) => line.trim());
  return {
    title: title.replace(/\s+/g, ' ').trim() || null,
    text: lines
      .join('\n')
      .replace(/\n{3,}/g, '\n\n')
      .trim(),
  };
}
