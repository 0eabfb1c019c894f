import { readFileSync } from 'node:fs';
import { parse } from '@ts-graphviz/ast';
import { describe, expect, it } from 'vitest';
import type { Trace } from '../../src/index.js';
import { linesOf, workspace } from './handgrad.js';

const { run, path, write } = await workspace({ trainCount: 60, testCount: 20 });

const NEURON = `(sigmoid(w * x + b) - t)^2
One forward and one backward pass of an expression of w, x, b, t.

Values that go in
-----------------
  w = 0.6                                                          input, scalar
  x = 1.5                                                          input, scalar
  b = -0.4                                                         input, scalar
  t = 1                                                            input, scalar

Forward
-------
  1  v1 = w * x = 0.9                                                mul, scalar
  2  v2 = v1 + b = 0.5                                               add, scalar
  3  v3 = 1 / (1 + exp(-v2)) = 0.622459                          sigmoid, scalar
  4  v4 = v3 - t = -0.377541                                         sub, scalar
  5  L = v4^2 = 0.142537                                          square, scalar

Backward, from the last step to the first
-----------------------------------------
  5  L = v4^2                                                             square
     arrives  dL/dL = 1
     local    dL/dv4 = 2 * v4 = -0.755081
     leaves   dL/dv4 = dL/dL * 2 * v4 = -0.755081
     check    differences -0.755081, error E: agrees
  4  v4 = v3 - t                                                             sub
     arrives  dL/dv4 = -0.755081
     local    dv4/dv3 = 1
     leaves   dL/dv3 = dL/dv4 = -0.755081
     check    differences -0.755081, error E: agrees
     local    dv4/dt = -1
     leaves   dL/dt = -dL/dv4 = 0.755081
     check    differences 0.755081, error E: agrees
  3  v3 = 1 / (1 + exp(-v2))                                             sigmoid
     arrives  dL/dv3 = -0.755081
     local    dv3/dv2 = v3 * (1 - v3) = 0.235004
     leaves   dL/dv2 = dL/dv3 * v3 * (1 - v3) = -0.177447
     check    differences -0.177447, error E: agrees
  2  v2 = v1 + b                                                             add
     arrives  dL/dv2 = -0.177447
     local    dv2/dv1 = 1
     leaves   dL/dv1 = dL/dv2 = -0.177447
     check    differences -0.177447, error E: agrees
     local    dv2/db = 1
     leaves   dL/db = dL/dv2 = -0.177447
     check    differences -0.177447, error E: agrees
  1  v1 = w * x                                                              mul
     arrives  dL/dv1 = -0.177447
     local    dv1/dw = x = 1.5
     leaves   dL/dw = dL/dv1 * x = -0.26617
     check    differences -0.26617, error E: agrees
     local    dv1/dx = w = 0.6
     leaves   dL/dx = dL/dv1 * w = -0.106468
     check    differences -0.106468, error E: agrees

9 of 9 gradients agree with central differences (largest relative error
  E).
`;

describe('handgrad explain', () => {
  it('explains itself with one neuron', async () => {
    const { stdout, stderr, code } = await run('explain');
    expect(stderr).toBe('');
    expect(code).toBe(0);
    // Errors are rounding: their digits are the machine's.
    expect(stdout.replace(/\d\.\de-1\d/g, 'E')).toBe(NEURON);
  });

  it('writes the trace of an expression as one JSON object', async () => {
    const { stdout, code } = await run('explain sum((w*x+b)^2)*w --set w=0.5 --set x=[1,2] --set b=0 --json');
    expect(code).toBe(0);
    expect(linesOf(stdout)).toHaveLength(1);
    const { title, loss, values } = JSON.parse(stdout) as Trace & { title: string };
    expect({ title, loss }).toEqual({ title: 'sum((w*x+b)^2)*w', loss: 0.625 });
    expect(values.find(({ name }) => name === 'w')).toMatchObject({ gradient: [3.75], check: { verdict: 'agrees' } });
  });

  it('writes a graph that DOT can be read from: a node for each value, an edge for each operand', async () => {
    const { stdout, code } = await run('explain relu(x*w)*x --set x=2 --set w=[1,-1] --dot');
    expect(code).toBe(0);
    const [graph] = parse(stdout).children.filter((part) => part.type === 'Graph');
    const ids = (type: string) => graph.children.filter((part) => part.type === type);
    expect(ids('Node')).toHaveLength(5);
    expect(ids('Edge')).toHaveLength(5);
  });

  it('shows a network of any kind, its step in 80 columns: a preset, a recipe, a run', async () => {
    const recipe = {
      id: 'small',
      data: { set: 'idx' },
      layers: [{ kind: 'flatten' }, { kind: 'dense', units: 10, activation: 'softmax' }],
      optimizer: { kind: 'sgd' },
      training: { epochs: 1, batchSize: 16 },
    };
    await write('small.json', JSON.stringify(recipe));
    await run('train small.json --quiet --no-report --name learned');
    for (const what of ['small.json', 'learned', 'mlp --dataset idx']) {
      const { stdout, stderr, code } = await run(`explain ${what} --batch 2`);
      expect(stderr).toBe('');
      expect(code).toBe(0);
      const [, about, ...lines] = linesOf(stdout);
      expect(about).toMatch(/^The first 2 test images of idx: /);
      expect(lines.filter((line) => line.length > 80)).toEqual([]);
      expect(stdout).toMatch(/flatten @ dense\/kernel \+ dense\/bias/);
      expect(stdout).toMatch(/gradients agree with central differences/);
    }
  });

  it('writes a page that stands alone', async () => {
    const { stdout, code } = await run('explain --out neuron.html');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Page: neuron[.]html[.] 9 of 9 gradients agree/);
    const page = readFileSync(path('neuron.html'), 'utf8');
    expect(page).not.toMatch(/https?:|<link|src=/);
    expect(page.match(/class="node /g)).toHaveLength(9);
  });

  it.each([
    ['explain x*y --set x=1', 1, /'x\*y' needs values for y: --set y=\.\.\./],
    ['explain x --set x=1 --set z=2', 1, /--set z: the expression 'x' has no z \(it has x\)/],
    ['explain x --set x=one', 1, /--set x=one: expected a name and a number or a list of numbers/],
    ['explain x*)', 1, /column 3: found '\)', expected a number, a name or a bracket/],
    ['explain x --set x=1 --batch 2', 2, /--batch goes with a network, not with an expression/],
    ['explain mlp --set x=1', 2, /--set gives values to an expression; mlp is a network/],
    ['explain mlp --dataset idx --batch 21', 1, /--batch is 21, but there are only 20 test images/],
    ['explain --out nowhere/neuron.html', 1, /--out nowhere\/neuron[.]html cannot be written/],
  ])('refuses %s in one line', async (commandLine, expected, message) => {
    const { stdout, stderr, code } = await run(commandLine);
    expect(code).toBe(expected);
    expect(stdout).toBe('');
    expect(linesOf(stderr)).toHaveLength(1);
    expect(stderr).toMatch(message);
  });
});
