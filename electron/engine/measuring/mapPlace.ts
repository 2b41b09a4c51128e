/** More digits than a screen has pixels would only make the record and its way to the page longer. */
const DIGITS = 5;

/** A coordinate of a picture. */
export const mapPlace = (value: number): number => Number(value.toPrecision(DIGITS));
