import type { AnyIterable } from '../core/pipeline.ts'
import { sink } from '../core/sink.ts'

export const toArray: <A>(source: AnyIterable<A>) => Promise<A[]> = sink('toArray', <A>() => {
  const values: A[] = []
  return {
    next: (value: A) => {
      values.push(value)
      return true
    },
    result: () => values,
  }
}) as <A>(source: AnyIterable<A>) => Promise<A[]>
