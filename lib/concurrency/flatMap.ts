import { aFunction } from '../core/check.ts'
import { Flattening } from '../origins/flattening.ts'
import { type AnyIterable, type Stage, waiting } from '../core/pipeline.ts'

export const flatMap = <A, B>(f: (value: A) => AnyIterable<B>): Stage<A, B> => {
  aFunction('f', f)
  return waiting('flatMap', (source, down, wake) => new Flattening(source, down, wake, f))
}
