import { type Stage, stage } from '../core/pipeline.ts'

export function filter<A, B extends A>(refinement: (value: A) => value is B): Stage<A, B>
export function filter<A>(predicate: (value: A) => boolean): <B extends A>(source: AsyncIterable<B> | Iterable<B>) => AsyncIterable<B>
export function filter<A>(predicate: (value: A) => boolean): Stage<A, A> {
  return stage('filter', (down) => ({ ...down, next: (value) => (predicate(value) ? down.next(value) : true) }))
}
