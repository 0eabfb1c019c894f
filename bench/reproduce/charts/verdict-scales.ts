import { palette } from '../../../src/report/charts/theme.js';

const [blue, orange, green] = palette;
const domain = ['agrees', 'better', 'worse'];

/** A colour and a shape for each verdict, the same in every chart. */
export const verdictScales = {
  color: { field: 'verdict', type: 'nominal', title: 'verdict', scale: { domain, range: [blue, green, orange] } },
  shape: {
    field: 'verdict',
    type: 'nominal',
    title: 'verdict',
    scale: { domain, range: ['circle', 'triangle-up', 'triangle-down'] },
  },
} as const;
