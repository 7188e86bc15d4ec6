import { nothing } from '../core/protocol.ts'
import { type Sink, sink } from '../core/sink.ts'

/**
 * Reads to the end and drops every value, for what the stages above it do on the way.
 *
 * @example
 * const seen: number[] = []
 * await pipe(range(1, 3), map((n) => seen.push(n)), drain) // => undefined
 * seen // => [1, 2, 3]
 */
export const drain: Sink<unknown, void> = sink<unknown, void>('drain', () => ({ next: () => true, result: nothing }))
