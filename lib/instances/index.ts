// What fp-ts calls it
export { URI } from './asyncIterable.ts'

// Instances
export { Functor } from './monad.ts'

// Members of the instances
export { map } from '../transforms/map.ts'
