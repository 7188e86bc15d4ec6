// What fp-ts calls it
export { URI } from './asyncIterable.ts'

// Instances
export { Alt, Alternative, getMonoid, Zero } from './alternative.ts'
export { FromIO, FromTask, MonadIO, MonadTask } from './effects.ts'
export { Compactable, Filterable, FilterableWithIndex } from './filterable.ts'
export { Applicative, Apply, Chain, Functor, FunctorWithIndex, Monad } from './monad.ts'
export { Unfoldable } from './unfoldable.ts'

// Members of the instances
export { alt, zero } from './alternative.ts'
export { ap } from './ap.ts'
export { compact } from '../transforms/compact.ts'
export { filter } from '../transforms/filter.ts'
export { filterMap } from '../transforms/filterMap.ts'
export { filterMapWithIndex } from './filterable.ts'
export { filterWithIndex } from '../transforms/filterWithIndex.ts'
export { flatMap, type FlatMapOptions } from '../concurrency/flatMap.ts'
export { fromIO, fromTask } from './effects.ts'
export { map } from '../transforms/map.ts'
export { mapWithIndex } from '../transforms/mapWithIndex.ts'
export { of } from '../sources/of.ts'
export { partition, partitionMap, partitionMapWithIndex, partitionWithIndex, separate } from './separated.ts'
export { unfold } from '../sources/unfold.ts'

// Do notation
export { apS, bind, bindTo, type Bound, Do, let } from './do.ts'

// From other types
export { fromEither, fromOption, fromReadonlyArray, fromTaskEither } from './conversions.ts'

// Tasks
export { mapTask, mapTaskEither } from './mapTask.ts'
export { type MapAsyncOptions } from '../concurrency/mapAsync.ts'
export { toTask, toTaskEither } from './toTask.ts'
export { traverse, traverseTaskEither } from './traverse.ts'

// Streams of Either
export { flatMapEither, left, mapLeft, mapRight, orElseEither, right } from './either.ts'
export { lefts, matchE, rights } from './sides.ts'
