import { expect } from 'vitest'
import { turn } from './laws/timeline.ts'

/** Bytes in use, without what could be collected. */
export const bytesUsed = async (): Promise<number> => {
  await turn()
  await turn()
  globalThis.gc!()
  return process.memoryUsage().heapUsed
}

/**
 * Waits until no more than so many of them are in memory. The engine compiles in a thread of its own, and holds what it
 * compiles for until it is done; no number of turns is enough for that.
 */
export const collected = async (refs: readonly WeakRef<object>[], but = 0): Promise<void> => {
  const alive = (): number => {
    globalThis.gc!()
    return refs.filter((ref) => ref.deref() !== undefined).length
  }
  await expect.poll(alive, { timeout: 20_000 }).toBeLessThanOrEqual(but)
}
