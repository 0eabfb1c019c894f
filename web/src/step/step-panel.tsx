import type { ComponentChildren } from 'preact';
import { derivativeName, gradientName } from '../../../src/autograd/trace/gradient-name.js';
import type { NumericCheck, Trace, TracedValue, TraceStep } from '../../../src/autograd/trace/traced.js';
import { Matrix } from '../parts/matrix.js';
import { numberText } from '../parts/short-number.js';
import { formulaTokens, type FormulaToken } from './formula-tokens.js';
import { LessonLink } from './lesson-link.js';
import type { Moment } from './pass.js';

interface StepPanelProps {
  readonly trace: Trace;
  readonly moment: Moment;
}

/** The operation that was just done: its formula, the same with numbers, and on the way back the check by differences. */
export function StepPanel({ trace, moment: { direction, step, place } }: StepPanelProps) {
  if (step === null) {
    return (
      <p>
        Press <b>Next</b>: the network computes its loss one operation at a time, then the gradient comes back through
        them, the last one first.
      </p>
    );
  }
  const way = direction === 'forward' ? 'Forward' : 'Backward';
  return (
    <>
      <h3>
        <span class={`way way-${direction}`}>
          {way} {place} of {trace.steps.length}
        </span>{' '}
        {step.operation}
      </h3>
      {direction === 'forward' ? <Forward trace={trace} step={step} /> : <Backward trace={trace} step={step} />}
      <LessonLink operation={step.operation} />
    </>
  );
}

function Forward({ trace, step }: { readonly trace: Trace; readonly step: TraceStep }) {
  const result = trace.values[step.output];
  return (
    <>
      <Equation name={result.name} formula={step.formula} trace={trace}>
        <Matrix values={result.values} shape={result.shape} label={result.name} />
      </Equation>
      <Where step={step} trace={trace} />
    </>
  );
}

function Backward({ trace, step }: { readonly trace: Trace; readonly step: TraceStep }) {
  const result = trace.values[step.output];
  return (
    <>
      <p class="equation">
        <span class="muted">arrives</span> {gradientName(result.name)} ={' '}
        <Matrix values={step.upstream} shape={result.shape} label={`${gradientName(result.name)}, arriving`} />
      </p>
      {step.inputs.map((id, i) => {
        const leaves = step.contributions[i];
        if (id === null || leaves === null) return null;
        return <Leaving key={i} trace={trace} step={step} operand={trace.values[id]} at={i} leaves={leaves} />;
      })}
      <Where step={step} trace={trace} />
    </>
  );
}

interface LeavingProps {
  readonly trace: Trace;
  readonly step: TraceStep;
  readonly operand: TracedValue;
  /** The operand's place among the step's inputs. */
  readonly at: number;
  readonly leaves: readonly number[];
}

/** What leaves to one operand: the local derivative where there is one, the gradient, and how differences see it. */
function Leaving({ trace, step, operand, at, leaves }: LeavingProps) {
  const result = trace.values[step.output];
  const local = step.localDerivatives[at];
  return (
    <div class="leaving">
      {local && (
        <Equation name={derivativeName(result.name, operand.name)} formula={local.formula} trace={trace}>
          <Matrix values={local.values} shape={local.shape} />
        </Equation>
      )}
      <Equation name={gradientName(operand.name)} formula={step.derivatives[at]} trace={trace}>
        <Matrix values={leaves} shape={operand.shape} label={gradientName(operand.name)} />
      </Equation>
      {operand.check && <Check check={operand.check} shape={operand.shape} />}
    </div>
  );
}

const VERDICTS: Readonly<Record<NumericCheck['verdict'], string>> = {
  agrees: '✓ agrees',
  kink: 'a corner: no derivative here',
  differs: '✗ differs',
};

/** The gradient by differences of the whole computation, and how far off it is. */
function Check({ check, shape }: { readonly check: NumericCheck; readonly shape: readonly number[] }) {
  const { method, numeric, relativeError, verdict } = check;
  return (
    <p class={`equation check check-${verdict}`}>
      <span class="muted">by differences</span>{' '}
      <Matrix values={numeric} shape={method === 'elements' ? shape : [numeric.length]} /> <b>{VERDICTS[verdict]}</b>{' '}
      <span class="muted">(relative error {numberText(relativeError)})</span>
    </p>
  );
}

interface EquationProps {
  /** Of the left side. */
  readonly name: string;
  /** The right side; null where nobody has told it. */
  readonly formula: string | null;
  readonly trace: Trace;
  /** The result. */
  readonly children: ComponentChildren;
}

/** A formula, below it the same with numbers for the names, and what comes out. */
function Equation({ name, formula, trace, children }: EquationProps) {
  const tokens = formulaTokens(formula ?? '', trace);
  const hasNames = tokens.some(({ kind }) => kind !== 'text');
  return (
    <div class="equation">
      <p>
        <var>{name}</var>
        {formula !== null && <> = {formula}</>}
      </p>
      <p class="numbers">
        {hasNames && (
          <>
            = <WithNumbers tokens={tokens} />{' '}
          </>
        )}
        = {children}
      </p>
    </div>
  );
}

function WithNumbers({ tokens }: { readonly tokens: readonly FormulaToken[] }) {
  return (
    <>
      {tokens.map((token, i) =>
        token.kind === 'text' ? (
          <span key={i}>{token.text}</span>
        ) : (
          <Matrix
            key={i}
            values={(token.kind === 'value' ? token.value.values : token.value.gradient) ?? []}
            shape={token.value.shape}
          />
        ),
      )}
    </>
  );
}

function Where({ step: { where }, trace }: { readonly step: TraceStep; readonly trace: Trace }) {
  if (where === null) return null;
  return (
    <p class="equation">
      <span class="muted">where</span> {where}{' '}
      <span class="numbers">
        (<WithNumbers tokens={formulaTokens(where, trace)} />)
      </span>
    </p>
  );
}
