declare module 'fp-ts/HKT' {
  interface URItoKind<A> {
    readonly AsyncIterable: AsyncIterable<A>
  }
}

/**
 * The name of `AsyncIterable` among the types that fp-ts knows, for type-class code of your own.
 *
 * @example
 * AI.URI // => 'AsyncIterable'
 */
export const URI = 'AsyncIterable'
export type URI = typeof URI
