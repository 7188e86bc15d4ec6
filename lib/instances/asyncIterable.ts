declare module 'fp-ts/HKT' {
  interface URItoKind<A> {
    readonly AsyncIterable: AsyncIterable<A>
  }
}

/**
 * The name of `AsyncIterable` among the types that fp-ts knows, for type-class code of your own.
 *
 * @example
 * import type { Pointed1 } from 'fp-ts/lib/Pointed.js'
 * const Pointed: Pointed1<AI.URI> = { URI: AI.URI, of }
 * await pipe(Pointed.of(1), toArray) // => [1]
 */
export const URI = 'AsyncIterable'
export type URI = typeof URI
