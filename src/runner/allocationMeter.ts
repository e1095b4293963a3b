import type { Allocations } from '../core/call';
import { CallFailure, failure } from '../core/failures/failure';
import { ALL_PAGES, PAGE } from './node';

/** In an offset of Extism memory, the bits above these are the block's index. */
const BLOCK_BITS = 48n;
/** At which a block can begin: the SDK shifts its index into the upper bits of a signed number. */
const LAST_OFFSET = 0x7fffn << BLOCK_BITS;
export const OFFSET_IN_BLOCK = (1n << BLOCK_BITS) - 1n;

/** Whether an offset is one at which a block can begin. */
export const isBeginning = (offset: bigint): boolean => (offset & OFFSET_IN_BLOCK) === 0n;

const TOO_MANY = failure('outOfMemory', 'used more than 32,765 blocks of Extism memory', {
  detail:
    'The JavaScript SDK, which runs the plug-in here, can tell no more apart in one call, those that were freed included: each log, config value, variable and host call takes some. Hosts in Rust and Go have no such limit.',
});

/**
 * Counts the blocks of Extism memory that a plug-in allocates in one call, and fails the call that has too much of it,
 * of what the host stores there too.
 * The SDK's own limit makes each allocation cost as much as there are blocks, and is told of in a log alone.
 */
export class AllocationMeter {
  readonly #most: number;
  #count = 0;
  #bytes = 0;
  /** Bytes of the blocks that are not known to be free. */
  #held = 0;

  /** @param length the size of the block at an offset; 0 where there is none */
  constructor(
    maxPages = ALL_PAGES,
    private readonly length: (offset: bigint) => bigint | undefined,
  ) {
    this.#most = maxPages * PAGE;
  }

  get total(): Allocations {
    return { count: this.#count, bytes: this.#bytes };
  }

  /**
   * Of a block that the plug-in allocated.
   * @throws {CallFailure}
   */
  add(size: number, offset: bigint): void {
    this.#count += 1;
    this.#bytes += size;
    this.hold(size, offset);
  }

  /**
   * Of a block that is there, whoever made it.
   * @throws {CallFailure}
   */
  hold(size: number, offset: bigint): void {
    this.#held += size;
    if (offset > LAST_OFFSET) throw new CallFailure(TOO_MANY);
    if (this.#held <= this.#most) return;
    this.#held = this.#bytesUpTo(offset >> BLOCK_BITS);
    if (this.#held <= this.#most) return;
    throw new CallFailure(
      failure('outOfMemory', 'ran out of memory', {
        detail: `Its blocks of Extism memory take more than ${this.#most.toLocaleString('en')} bytes. "extism.limits" and the manifest's "memory" set what it may have.`,
      }),
    );
  }

  #bytesUpTo(last: bigint): number {
    let bytes = 0;
    for (let index = 1n; index <= last; index += 1n) bytes += Number(this.length(index << BLOCK_BITS) ?? 0);
    return bytes;
  }
}
