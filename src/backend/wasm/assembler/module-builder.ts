import { name, section, unsigned, vector, type Bytes } from './encoding.js';
import { FunctionBuilder, type FunctionReference } from './function-builder.js';
import type { Value } from './values.js';

const FUNCTION_TYPE = 0x60;
const EXPORT_FUNCTION = 0x00;
const IMPORT_FUNCTION = 0x00;
const IMPORT_MEMORY = 0x02;

/** The most pages (64 KiB each) that a memory can have: 4 GiB. */
export const MOST_PAGES = 65_536;

/** Types of a function: an example value for each. */
export interface Signature {
  readonly parameters: readonly Value[];
  readonly result?: Value;
}

/** A module that works on an imported memory, `env.memory`, and may import functions of the same name space. */
export class ModuleBuilder {
  private readonly types: Bytes[] = [];
  private readonly imports: Bytes[] = [];
  private readonly functions: { type: number; code: Bytes; exportName: string | null }[] = [];
  private importedFunctions = 0;

  constructor(memory: { readonly isShared: boolean }) {
    const limits = memory.isShared ? [0x03, 0, ...unsigned(MOST_PAGES)] : [0x00, 0];
    this.imports.push([...name('env'), ...name('memory'), IMPORT_MEMORY, ...limits]);
  }

  /** A function that the host or another module gives, as `env.<name>`. To be called before `function`. */
  import(importName: string, signature: Signature): FunctionReference {
    if (this.functions.length > 0) throw new RangeError(`import ${importName}: imports come before functions`);
    this.imports.push([...name('env'), ...name(importName), IMPORT_FUNCTION, ...unsigned(this.type(signature))]);
    return { index: this.importedFunctions++ };
  }

  /** A function, exported if it has a name. */
  function(exportName: string | null, signature: Signature, write: (f: FunctionBuilder) => void): FunctionReference {
    const builder = new FunctionBuilder(signature.parameters);
    write(builder);
    return this.add(exportName, signature, builder);
  }

  /** A function whose body is written already; those that it calls have been added before. */
  add(exportName: string | null, signature: Signature, builder: FunctionBuilder): FunctionReference {
    const index = this.importedFunctions + this.functions.length;
    this.functions.push({ type: this.type(signature), code: builder.encode(), exportName });
    return { index };
  }

  /** The module in the binary format. */
  encode(): Uint8Array<ArrayBuffer> {
    const exported = this.functions.flatMap(({ exportName }, i) =>
      exportName === null ? [] : [[...name(exportName), EXPORT_FUNCTION, ...unsigned(this.importedFunctions + i)]],
    );
    return Uint8Array.from([
      ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
      ...section(1, vector(this.types)),
      ...section(2, vector(this.imports)),
      ...section(3, vector(this.functions.map(({ type }) => unsigned(type)))),
      ...section(7, vector(exported)),
      ...section(10, vector(this.functions.map(({ code }) => code))),
    ]);
  }

  private type({ parameters, result }: Signature): number {
    const encoded = [
      FUNCTION_TYPE,
      ...vector(parameters.map(({ typeCode }) => [typeCode])),
      ...vector(result ? [[result.typeCode]] : []),
    ];
    const known = this.types.findIndex((type) => String(type) === String(encoded));
    return known >= 0 ? known : this.types.push(encoded) - 1;
  }
}
