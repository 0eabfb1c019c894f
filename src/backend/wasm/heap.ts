import { HandgradError } from '../../tensor/error.js';
import { MOST_PAGES } from './assembler/index.js';
import { heapAddress } from './control.js';

const PAGE_BYTES = 65_536;
/** Buffers begin at cache lines. */
const ALIGNMENT = 64;
/** Kernels may read and overwrite this much past the end of a buffer: a whole vector where only a part of it counts. */
const ROOM_PAST_END = 64;
/** Memory grows by at least this much at a time. */
const SMALLEST_GROWTH = 16 << 20;

/**
 * The memory that kernels work on, and who has which part. Released blocks wait for the next buffer of their size class
 * (four classes to every doubling), so a training step finds again what the one before has released.
 */
export class Heap {
  private readonly idle = new Map<number, number[]>();
  private end = heapAddress;
  private bytesView: Uint8Array;

  constructor(readonly memory: WebAssembly.Memory) {
    this.bytesView = new Uint8Array(memory.buffer);
  }

  /** The address of `bytes` bytes with undefined content. @throws {HandgradError} when 4 GiB are not enough. */
  allocate(bytes: number): number {
    const size = sizeClass(bytes + ROOM_PAST_END);
    const idle = this.idle.get(size)?.pop();
    if (idle !== undefined) return idle;
    const address = this.end;
    this.growTo(address + size, bytes);
    this.end = address + size;
    return address;
  }

  /** Gives back what `allocate(bytes)` gave. */
  release(address: number, bytes: number): void {
    const size = sizeClass(bytes + ROOM_PAST_END);
    const addresses = this.idle.get(size);
    if (addresses) addresses.push(address);
    else this.idle.set(size, [address]);
  }

  /** The whole memory. Ask again after every allocation: it may have grown. */
  get bytes(): Uint8Array {
    if (this.bytesView.length !== this.memory.buffer.byteLength) this.bytesView = new Uint8Array(this.memory.buffer);
    return this.bytesView;
  }

  private growTo(end: number, asked: number): void {
    const have = this.memory.buffer.byteLength;
    if (end <= have) return;
    const pages = Math.ceil(
      Math.max(end - have, Math.min(SMALLEST_GROWTH, MOST_PAGES * PAGE_BYTES - have)) / PAGE_BYTES,
    );
    try {
      this.memory.grow(pages);
    } catch {
      throw new HandgradError(
        `wasm: no memory for ${asked} bytes more (${this.end} in use, at most 4 GiB); use a smaller batch, or fewer tensors at a time`,
      );
    }
  }
}

/** The distance of blocks of so many bytes that lie behind each other, in whole cache lines. */
export function withRoomPastEnd(bytes: number): number {
  return ALIGNMENT * Math.ceil((bytes + ROOM_PAST_END) / ALIGNMENT);
}

/** The next of the sizes 64, 128, 192, 256, 320, 384, 448, 512, 640, ...: four to every doubling. */
function sizeClass(bytes: number): number {
  const step = Math.max(ALIGNMENT, 2 ** (Math.floor(Math.log2(bytes)) - 2));
  return Math.ceil(bytes / step) * step;
}
