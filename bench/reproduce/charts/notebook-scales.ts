import { notebooks } from '../../notebooks/index.js';
import { palette } from '../../../src/report/charts/theme.js';

const domain = notebooks.map(({ number }) => number);
const shapes = ['circle', 'square', 'triangle-up', 'diamond', 'cross'];

/** A colour and a shape for each notebook, the same in every chart. */
export const notebookScales = {
  color: { field: 'notebook', type: 'nominal', title: 'notebook', scale: { domain, range: palette.slice(0, 5) } },
  shape: { field: 'notebook', type: 'nominal', title: 'notebook', scale: { domain, range: shapes } },
} as const;
