import { unsigned, vector, type Bytes } from './encoding.js';
import { F32, F32x4, F64, I32, I32x4, memoryArgument, sameKind, type Float, type Int, type Value } from './values.js';

/** A local variable: reads as an expression, is written with `set`. */
export type Local<V extends Value> = V & { readonly local: number };

/** A function that other functions of the module call. */
export interface FunctionReference {
  readonly index: number;
}

const EMPTY_BLOCK = 0x40;

/** Writes the body of one function, statement by statement, in the order of the calls. */
export class FunctionBuilder {
  private readonly locals: number[] = [];
  private readonly body: number[] = [];

  /** `parameters`: an example of each parameter's type; they come back as the first locals. */
  constructor(private readonly parameters: readonly Value[]) {}

  parameter<V extends Value>(index: number): Local<V> {
    return asLocal(this.parameters[index] as V, index);
  }

  /** A new variable. Without a value it holds zero the first time; in a loop it keeps what it held. */
  local<V extends Value>(initial: V): Local<V> {
    this.locals.push(initial.typeCode);
    const variable = asLocal(initial, this.parameters.length + this.locals.length - 1);
    this.set(variable, initial);
    return variable;
  }

  /** A new integer variable, of an expression or a number. */
  int(initial: Int): Local<I32> {
    return this.local(I32.of(initial));
  }

  float(initial: Float): Local<F32> {
    return this.local(F32.of(initial));
  }

  double(initial: F64 | number): Local<F64> {
    return this.local(F64.of(initial));
  }

  floats(initial: F32x4 | number): Local<F32x4> {
    return this.local(F32x4.of(initial));
  }

  ints(initial: I32x4 | number): Local<I32x4> {
    return this.local(I32x4.of(initial));
  }

  set<V extends Value>(variable: Local<V>, value: V): void {
    this.emit([...value.code, 0x21, ...unsigned(variable.local)]);
  }

  /** variable += amount. */
  increase(variable: Local<I32>, amount: Int): void {
    if (amount !== 0) this.set<I32>(variable, variable.add(amount));
  }

  store(address: Int, value: F32 | F32x4 | I32 | I32x4, offset = 0): void {
    this.emit([...I32.of(address).code, ...value.code, ...storeOpcode(value), ...memoryArgument(2, offset)]);
  }

  /** Stores the lowest byte. */
  storeByte(address: Int, value: I32, offset = 0): void {
    this.emit([...I32.of(address).code, ...value.code, 0x3a, ...memoryArgument(0, offset)]);
  }

  /** Stores the first `count` lanes. */
  storeLanes(address: Int, value: F32x4 | I32x4, count: number, offset = 0): void {
    if (count === 4) return this.store(address, value, offset);
    for (let lane = 0; lane < count; lane++) {
      const argument = [...memoryArgument(2, offset + 4 * lane), lane];
      this.emit([...I32.of(address).code, ...value.code, 0xfd, ...unsigned(0x5a), ...argument]);
    }
  }

  atomicStore(address: Int, value: Int, offset = 0): void {
    this.emit([...I32.of(address).code, ...I32.of(value).code, 0xfe, 0x17, ...memoryArgument(2, offset)]);
  }

  /** Fills `bytes` bytes of memory with zeros. */
  clear(address: Int, bytes: Int): void {
    this.emit([...I32.of(address).code, ...I32.const(0).code, ...I32.of(bytes).code, 0xfc, 0x0b, 0x00]);
  }

  /** Copies `bytes` bytes of memory. */
  copyBytes(to: Int, from: Int, bytes: Int): void {
    this.emit([...I32.of(to).code, ...I32.of(from).code, ...I32.of(bytes).code, 0xfc, 0x0a, 0x00, 0x00]);
  }

  /** Computes a value for its effect only. */
  drop(value: Value): void {
    this.emit([...value.code, 0x1a]);
  }

  if(condition: I32, then: () => void, otherwise?: () => void): void {
    this.emit([...condition.code, 0x04, EMPTY_BLOCK]);
    then();
    if (otherwise) {
      this.emit([0x05]);
      otherwise();
    }
    this.emit([0x0b]);
  }

  /** Repeats `body` as long as `condition` holds, looking after each turn. */
  doWhile(body: () => void, condition: () => I32): void {
    this.emit([0x03, EMPTY_BLOCK]);
    body();
    this.emit([...condition().code, 0x0d, 0x00, 0x0b]);
  }

  while(condition: I32, body: () => void): void {
    this.if(condition, () => this.doWhile(body, () => condition));
  }

  /** for (variable = from; variable < to; variable += step) body. `to` must not change in the loop. */
  for(from: Int, to: Int, step: number, body: (variable: Local<I32>) => void): void {
    const variable = this.int(from);
    this.while(variable.less(to), () => {
      body(variable);
      this.increase(variable, step);
    });
  }

  /** Repeats `body` a number of times known now, at least once; once is no loop. */
  times(count: number, body: () => void): void {
    if (count === 1) return body();
    const left = this.int(count);
    this.doWhile(body, () => {
      this.increase(left, -1);
      return left;
    });
  }

  return(value?: Value): void {
    this.emit([...(value?.code ?? []), 0x0f]);
  }

  /** Calls a function that returns nothing. */
  call(target: FunctionReference, ...given: readonly Value[]): void {
    this.emit([...given.flatMap((value) => value.code), 0x10, ...unsigned(target.index)]);
  }

  /** A call as an expression; `like` is an example of the result's type. */
  result<V extends Value>(target: FunctionReference, like: V, ...given: readonly Value[]): V {
    return sameKind(like, [...given.flatMap((value) => value.code), 0x10, ...unsigned(target.index)]);
  }

  /** The function as the code section has it: declarations of locals, instructions, end. */
  encode(): Bytes {
    const declarations = vector(this.locals.map((typeCode) => [1, typeCode]));
    const content = [...declarations, ...this.body, 0x0b];
    return [...unsigned(content.length), ...content];
  }

  private emit(code: Bytes): void {
    for (const byte of code) this.body.push(byte);
  }
}

function asLocal<V extends Value>(like: V, index: number): Local<V> {
  return Object.assign(sameKind(like, [0x20, ...unsigned(index)]), { local: index });
}

function storeOpcode(value: F32 | F32x4 | I32 | I32x4): Bytes {
  if (value instanceof F32) return [0x38];
  if (value instanceof I32) return [0x36];
  return [0xfd, 0x0b];
}
