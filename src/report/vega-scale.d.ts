/** Of the package, what is used: its own types are not exported. */
declare module 'vega-scale' {
  /** A colour scheme by its name: the CSS colour, `rgb(68, 1, 84)`, of each share from 0 to 1. */
  export function scheme(name: string): (share: number) => string;
}
