import { BufferUsage } from '../gpu-flags.js';
import type { Scalar } from '../launch.js';
import type { StepLaunch } from './collect-launches.js';

/** Where the scalars of a launch are in a row of the table. */
export interface ScalarPlace {
  readonly offset: number;
  readonly bytes: number;
}

/** WebGPU's default limit for a uniform. */
const TABLE_BYTES = 65_536;
/** WGSL's alignment of structures in a uniform. */
const ALIGNMENT = 16;

/** How the scalars of a step lie in the table's rows. */
export interface TableLayout {
  /** By the launches' numbers, for those that have scalars. */
  readonly places: ReadonlyMap<number, ScalarPlace>;
  readonly rowBytes: number;
  readonly rows: number;
}

/** @param mostRows more steps are never run at once */
export function layOutTable(launches: readonly StepLaunch[], mostRows: number): TableLayout {
  let rowBytes = 0;
  const places = new Map<number, ScalarPlace>();
  for (const { number, request } of launches) {
    if (!request.scalars) continue;
    const place = { offset: rowBytes, bytes: 4 * request.scalars.length };
    rowBytes += Math.ceil(place.bytes / ALIGNMENT) * ALIGNMENT;
    places.set(number, place);
  }
  rowBytes = Math.max(ALIGNMENT, rowBytes);
  return { places, rowBytes, rows: Math.min(mostRows, Math.floor(TABLE_BYTES / rowBytes)) };
}

/**
 * The scalars of the steps to come, a row for each: the host writes them in one piece before it submits the steps, and the kernels
 * find theirs by the number of the step, which the device counts. So the commands of all steps are the same.
 */
export class StepTable {
  readonly gpu: GPUBuffer;
  readonly bytes: number;
  private readonly values: DataView<ArrayBuffer>;

  constructor(
    private readonly device: GPUDevice,
    private readonly layout: TableLayout,
    launches: readonly StepLaunch[],
  ) {
    this.bytes = layout.rows * layout.rowBytes;
    this.values = new DataView(new ArrayBuffer(this.bytes));
    this.gpu = device.createBuffer({ size: this.bytes, usage: BufferUsage.UNIFORM | BufferUsage.COPY_DST });
    for (let row = 0; row < layout.rows; row++) {
      for (const { number, request } of launches) if (request.scalars) this.put(row, number, request.scalars);
    }
  }

  /** Notes the scalars that a launch will have in step `row` of the next submission. */
  put(row: number, launch: number, scalars: readonly Scalar[]): void {
    const start = row * this.layout.rowBytes + this.layout.places.get(launch)!.offset;
    for (let i = 0; i < scalars.length; i++) {
      const scalar = scalars[i];
      const at = start + 4 * i;
      if (typeof scalar === 'number') this.values.setFloat32(at, scalar, true);
      else if ('u32' in scalar) this.values.setUint32(at, scalar.u32, true);
      else this.values.setInt32(at, scalar.i32, true);
    }
  }

  /** Sends the first `rows` rows. */
  write(rows: number): void {
    this.device.queue.writeBuffer(this.gpu, 0, this.values.buffer, 0, rows * this.layout.rowBytes);
  }

  destroy(): void {
    this.gpu.destroy();
  }
}
