import { describe, expect, it } from 'vitest';
import type { MapPoints } from '../../../../../electron/contract/measures.ts';
import { randomStream } from '../../../../../models/randomStream.ts';
import { drawPoints } from '../../../../../renderer/screens/measure/drawPoints.ts';
import {
  type MapView,
  moved,
  wholeMap,
  zoomed,
} from '../../../../../renderer/screens/measure/mapView.ts';
import { pointGrid } from '../../../../../renderer/screens/measure/pointGrid.ts';
import { type Lasso, pointsInside } from '../../../../../renderer/screens/measure/pointsInside.ts';

const SIZE = { width: 200, height: 100, ratio: 1 };

function pointsAt(places: readonly (readonly [number, number])[], groups = 1): MapPoints {
  return {
    axes: null,
    groups: Array.from({ length: groups }, (_, i) => `group ${i}`),
    group: places.map((_, i) => i % groups),
    x: places.map(([x]) => x),
    y: places.map(([, y]) => y),
    row: places.map((_, i) => i),
  };
}

const random = randomStream('point map test');
const many = pointsAt(
  Array.from({ length: 2000 }, () => [5 * random.normal(), random.normal()] as const),
  3,
);

/** A point's place in a view, in pixels. */
const pixelOf = ({ x, y }: MapPoints, view: MapView, at: number) =>
  [(x[at]! - view.left) / view.acrossAPixel, (y[at]! - view.top) / view.downAPixel] as const;
const nearly = (places: readonly number[]) => places.map((place) => Math.round(1e6 * place) / 1e6);

describe('the view', () => {
  it('has all points within its margin, and grows upwards', () => {
    const points = pointsAt([
      [-3, 10],
      [7, 20],
    ]);
    const view = wholeMap(points.x, points.y, SIZE);
    expect(nearly(pixelOf(points, view, 0))).toEqual([12, 88]);
    expect(nearly(pixelOf(points, view, 1))).toEqual([188, 12]);
    const doubled = wholeMap(points.x, points.y, { width: 400, height: 200, ratio: 2 });
    expect(nearly(pixelOf(points, doubled, 0))).toEqual([24, 176]);
  });

  it.each([
    ['no point', []],
    ['one point', [[3, 4]]],
    [
      'equal points',
      [
        [3, 4],
        [3, 4],
      ],
    ],
  ] as const)('is finite for %s', (_, places) => {
    const view = wholeMap(
      places.map(([x]) => x),
      places.map(([, y]) => y),
      SIZE,
    );
    expect(Object.values(view).every(Number.isFinite)).toBe(true);
    expect(view.acrossAPixel).toBeGreaterThan(0);
  });

  it('keeps what is under the pointer when it is zoomed, and follows a hand that moves it', () => {
    const view = wholeMap(many.x, many.y, SIZE);
    const place = pixelOf(many, view, 17);
    const [x, y] = pixelOf(many, zoomed(view, place, 0.25), 17);
    expect(x).toBeCloseTo(place[0], 6);
    expect(y).toBeCloseTo(place[1], 6);
    const [toX, toY] = pixelOf(many, moved(view, [30, -20]), 17);
    expect(toX).toBeCloseTo(place[0] + 30, 6);
    expect(toY).toBeCloseTo(place[1] - 20, 6);
  });
});

describe('the point under the pointer', () => {
  const nearestOfAll = (view: MapView, place: readonly [number, number], hidden: Set<number>) => {
    const found = many.x
      .map((_, at) => {
        const [x, y] = pixelOf(many, view, at);
        return { at, distance: Math.hypot(x - place[0], y - place[1]) };
      })
      .filter(({ at, distance }) => distance < 8 && !hidden.has(many.group[at]!));
    return found.sort((a, b) => a.distance - b.distance)[0]?.at;
  };

  it('is the one that a look at all points finds, in any view', () => {
    const grid = pointGrid(many);
    const whole = wholeMap(many.x, many.y, SIZE);
    let found = 0;
    for (const hidden of [new Set<number>(), new Set([0, 2])]) {
      for (const zoom of [4, 1, 0.2, 0.01]) {
        const view = zoomed(whole, [random.uniform() * 200, random.uniform() * 100], zoom);
        for (let i = 0; i < 60; i++) {
          const place = [220 * random.uniform() - 10, 120 * random.uniform() - 10] as const;
          const at = grid.nearest(view, place, 8, hidden);
          expect(at).toBe(nearestOfAll(view, place, hidden));
          found += Number(at !== undefined);
        }
      }
    }
    expect(found).toBeGreaterThan(50);
  });

  it('is none where there is no point at all, and any of equal ones', () => {
    const view = wholeMap([], [], SIZE);
    expect(pointGrid(pointsAt([])).nearest(view, [10, 10], 8, new Set())).toBe(undefined);
    const equal = pointsAt([
      [1, 1],
      [1, 1],
    ]);
    const place = pixelOf(equal, wholeMap(equal.x, equal.y, SIZE), 0);
    const at = pointGrid(equal).nearest(wholeMap(equal.x, equal.y, SIZE), place, 8, new Set());
    expect([0, 1]).toContain(at);
  });
});

describe('a line around points', () => {
  const view = { left: 0, top: 0, acrossAPixel: 1, downAPixel: 1 };
  const inside = (places: readonly (readonly [number, number])[], lasso: Lasso) =>
    pointsInside(pointsAt(places), view, lasso);

  it('has the points inside of it', () => {
    const square: Lasso = [
      [10, 10],
      [30, 10],
      [30, 30],
      [10, 30],
    ];
    expect(
      inside(
        [
          [20, 20],
          [10.5, 29.5],
          [9.9, 20],
          [20, 31],
          [-5, -5],
        ],
        square,
      ),
    ).toEqual([0, 1]);
  });

  it('leaves out what it goes around twice, as the even-odd rule has it', () => {
    const bow: Lasso = [
      [0, 0],
      [40, 40],
      [40, 0],
      [0, 40],
    ];
    expect(
      inside(
        [
          [20, 5],
          [35, 20],
          [5, 20],
          [20, 35],
        ],
        bow,
      ),
    ).toEqual([1, 2]);
  });

  it('has the same points as a look at every side, for a line of hundreds', () => {
    const whole = wholeMap(many.x, many.y, SIZE);
    const lasso = Array.from({ length: 300 }, (_, i) => {
      const reach = 20 + 25 * random.uniform();
      const angle = (2 * Math.PI * i) / 300;
      return [100 + 2 * reach * Math.cos(angle), 50 + reach * Math.sin(angle)] as const;
    });
    const bySides = many.x.flatMap((_, at) => {
      const [px, py] = pixelOf(many, whole, at);
      const crossed = lasso.filter(([ax, ay], i) => {
        const [bx, by] = lasso.at(i - 1)!;
        return ay > py !== by > py && px < ((bx - ax) * (py - ay)) / (by - ay) + ax;
      });
      return crossed.length % 2 === 1 ? [at] : [];
    });
    expect(pointsInside(many, whole, lasso)).toEqual(bySides);
    expect(bySides.length).toBeGreaterThan(100);
  });
});

describe('drawn points', () => {
  const drawn = (points: MapPoints, view: MapView, colours: readonly number[], size = SIZE) => {
    const pixels = new Uint32Array(size.width * size.height).fill(7);
    drawPoints(pixels, size, points, view, colours);
    return pixels;
  };
  const view = { left: 0, top: 0, acrossAPixel: 1, downAPixel: 1 };
  const count = (pixels: Uint32Array, colour: number) =>
    pixels.reduce((sum, pixel) => sum + Number(pixel === colour), 0);

  it('are larger if they are few, and on a screen of finer pixels', () => {
    const one = pointsAt([[50, 50]]);
    expect(count(drawn(one, view, [9]), 9)).toBe(37);
    expect(count(drawn(one, view, [9], { ...SIZE, ratio: 2 }), 9)).toBeGreaterThan(100);
    const crowd = pointsAt(Array.from({ length: 3001 }, () => [50, 50] as const));
    expect(count(drawn(crowd, view, [9]), 9)).toBe(9);
  });

  it('overwrite the last picture, hide groups, and leave out what is beside the canvas', () => {
    const pixels = drawn(
      pointsAt(
        [
          [50, 50],
          [90, 50],
          [-40, 3],
          [500, 3],
        ],
        2,
      ),
      view,
      [9, 0],
    );
    expect(new Set(pixels)).toEqual(new Set([0, 9]));
    expect(pixels[50 * SIZE.width + 50]).toBe(9);
    expect(pixels[50 * SIZE.width + 90]).toBe(0);
  });
});
