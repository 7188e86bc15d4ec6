import { Alternative, Monad, Unfoldable } from 'sluice/fp-ts'
import { hold } from './equality.ts'
import { unfoldable } from './equations.ts'

hold('Unfoldable', unfoldable(Unfoldable, { ...Alternative, ...Monad }))
