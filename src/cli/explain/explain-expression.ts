import { trace } from '../../autograd/trace/trace.js';
import type { Backend } from '../../backend/backend.js';
import { referenceBackend } from '../../backend/reference/reference-backend.js';
import { compileExpression } from '../../ops/expression/compile-expression.js';
import { tensor } from '../../ops/create.js';
import { HandgradError } from '../../tensor/error.js';
import type { NestedArray, Tensor } from '../../tensor/tensor.js';
import type { Explanation } from '../commands/explain.js';

/**
 * The trace of an expression. `settings`: `name=value` for each of its names, the value a number or a list.
 * @throws {HandgradError} when the expression is none, or a name has no value, or a value no name.
 */
export async function explainExpression(text: string, settings: readonly string[]): Promise<Explanation> {
  const { names, apply } = compileExpression(text);
  const backend = referenceBackend();
  const given = new Map(settings.map((setting) => readSetting(setting, backend)));
  const missing = names.filter((name) => !given.has(name));
  if (missing.length > 0) {
    const flags = missing.map((name) => `--set ${name}=...`).join(' ');
    throw new HandgradError(
      `'${text}' needs values for ${missing.join(', ')}: ${flags} (a number, or a list such as [1,2])`,
    );
  }
  const unknown = [...given.keys()].find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new HandgradError(
      `--set ${unknown}: the expression '${text}' has no ${unknown} (it has ${names.join(', ')})`,
    );
  }
  const inputs = names.map((name) => given.get(name)!);
  return {
    title: text,
    about: `One forward and one backward pass of an expression of ${names.join(', ')}.`,
    trace: await trace(apply, inputs, { names }),
  };
}

function readSetting(text: string, backend: Backend): [name: string, value: Tensor] {
  const [, name, value] = /^\s*([A-Za-z_]\w*)\s*=(.*)$/s.exec(text) ?? [];
  const numbers = name === undefined ? undefined : parsed(value);
  if (!isNumbers(numbers)) {
    throw new HandgradError(
      `--set ${text}: expected a name and a number or a list of numbers, such as w=0.5 or x=[1,2]`,
    );
  }
  return [name, tensor(numbers, { dtype: 'float64', backend })];
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function isNumbers(value: unknown): value is NestedArray {
  return typeof value === 'number' || (Array.isArray(value) && value.length > 0 && value.every(isNumbers));
}
