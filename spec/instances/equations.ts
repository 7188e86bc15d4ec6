/** The laws of fp-ts's type classes as equations between sources, for any instance that claims them. */
import type { Alt1 } from 'fp-ts/Alt'
import type { Alternative1 } from 'fp-ts/Alternative'
import type { Applicative1 } from 'fp-ts/Applicative'
import type { Apply1 } from 'fp-ts/Apply'
import type { Chain1 } from 'fp-ts/Chain'
import type { Compactable1 } from 'fp-ts/Compactable'
import * as E from 'fp-ts/lib/Either.js'
import type { Filterable1 } from 'fp-ts/Filterable'
import type { FilterableWithIndex1 } from 'fp-ts/FilterableWithIndex'
import { identity, pipe } from 'fp-ts/lib/function.js'
import type { FromIO1 } from 'fp-ts/FromIO'
import type { FromTask1 } from 'fp-ts/FromTask'
import type { Functor1 } from 'fp-ts/Functor'
import type { FunctorWithIndex1 } from 'fp-ts/FunctorWithIndex'
import type { Monad1 } from 'fp-ts/Monad'
import type { Monoid } from 'fp-ts/Monoid'
import * as O from 'fp-ts/lib/Option.js'
import * as T from 'fp-ts/lib/Task.js'
import type { Unfoldable1 } from 'fp-ts/Unfoldable'
import type { Zero1 } from 'fp-ts/Zero'
import { defer } from 'sluice'
import type { URI } from 'sluice/fp-ts'
import type { Equations, Term } from './equality.ts'

type F = (value: Term) => Term

const compose =
  (g: F) =>
  (f: F): F =>
  (a) =>
    g(f(a))

export const functor = (F: Functor1<URI>): Equations => ({
  'map keeps identity': [(w) => F.map(w.source('fa'), identity), (w) => w.source('fa')],
  'map keeps composition': [
    (w) => F.map(w.source('fa'), (a) => w.f('g')(w.f('f')(a))),
    (w) => F.map(F.map(w.source('fa'), w.f('f')), w.f('g')),
  ],
})

export const functorWithIndex = (F: FunctorWithIndex1<URI, number>): Equations => ({
  'mapWithIndex keeps identity': [(w) => F.mapWithIndex(w.source('fa'), (_, a) => a), (w) => w.source('fa')],
  'mapWithIndex keeps composition': [
    (w) => F.mapWithIndex(w.source('fa'), (i, a) => w.indexed('g')(i, w.indexed('f')(i, a))),
    (w) => F.mapWithIndex(F.mapWithIndex(w.source('fa'), w.indexed('f')), w.indexed('g')),
  ],
  'mapWithIndex of who ignores the index is map': [
    (w) => F.mapWithIndex(w.source('fa'), (_, a) => w.f('f')(a)),
    (w) => F.map(w.source('fa'), w.f('f')),
  ],
})

export const apply = (F: Apply1<URI>): Equations => ({
  'ap keeps composition': [
    (w) => F.ap(F.ap(F.map(w.functions('fbc'), compose), w.functions('fab')), w.source('fa')),
    (w) => F.ap(w.functions('fbc'), F.ap(w.functions('fab'), w.source('fa'))),
  ],
})

export const applicative = (F: Applicative1<URI>): Equations => ({
  'ap keeps identity': [(w) => F.ap(F.of(identity<Term>), w.source('fa')), (w) => w.source('fa')],
  'of is a homomorphism': [(w) => F.ap(F.of(w.f('f')), F.of('a')), (w) => F.map(F.of('a'), w.f('f'))],
  'of may change sides': [
    (w) => F.ap(w.functions('fab'), F.of<Term>('a')),
    (w) =>
      F.ap(
        F.of((f: F) => f('a')),
        w.functions('fab'),
      ),
  ],
  'map follows from ap': [(w) => F.map(w.source('fa'), w.f('f')), (w) => F.ap(F.of(w.f('f')), w.source('fa'))],
})

export const chain = (F: Chain1<URI>): Equations => ({
  'chain is associative': [
    (w) => F.chain(F.chain(w.source('fa'), w.kleisli('f')), w.kleisli('g')),
    (w) => F.chain(w.source('fa'), (a) => F.chain(w.kleisli('f')(a), w.kleisli('g'))),
    'left from within',
  ],
  'ap follows from chain': [
    (w) => F.ap(w.functions('fab'), w.source('fa')),
    (w) => F.chain(w.functions('fab'), (f) => F.map(w.source('fa'), f)),
    'left from within',
  ],
})

export const monad = (F: Monad1<URI>): Equations => ({
  'of is the left identity of chain': [
    (w) => F.chain(F.of('a'), w.kleisli('f')),
    (w) => defer(() => w.kleisli('f')('a')),
  ],
  'of is the right identity of chain': [(w) => F.chain(w.source('fa'), F.of), (w) => w.source('fa')],
  'map follows from chain': [
    (w) => F.map(w.source('fa'), w.f('f')),
    (w) => F.chain(w.source('fa'), (a) => F.of(w.f('f')(a))),
  ],
})

export const alt = (F: Alt1<URI>): Equations => ({
  'alt is associative': [
    (w) =>
      F.alt(
        F.alt(w.source('fa'), () => w.kleisli('f')('b')),
        () => w.kleisli('g')('c'),
      ),
    (w) => F.alt(w.source('fa'), () => F.alt(w.kleisli('f')('b'), () => w.kleisli('g')('c'))),
    'left from within',
  ],
  'map distributes over alt': [
    (w) =>
      F.map(
        F.alt(w.source('fa'), () => w.kleisli('g')('b')),
        w.f('f'),
      ),
    (w) => F.alt(F.map(w.source('fa'), w.f('f')), () => F.map(w.kleisli('g')('b'), w.f('f'))),
    'left from within',
  ],
})

export const zero = (F: Functor1<URI> & Zero1<URI>): Equations => ({
  'zero has nothing to map': [(w) => F.map(F.zero<Term>(), w.f('f')), () => F.zero()],
})

export const alternative = (F: Alternative1<URI>): Equations => ({
  'zero is the left identity of alt': [(w) => F.alt(F.zero(), () => w.source('fa')), (w) => w.source('fa')],
  'zero is the right identity of alt': [(w) => F.alt(w.source('fa'), () => F.zero()), (w) => w.source('fa')],
  'ap distributes over alt': [
    (w) =>
      F.ap(
        F.alt(w.functions('fab'), () => w.functions('gab')),
        w.source('fa'),
      ),
    (w) => F.alt(F.ap(w.functions('fab'), w.source('fa')), () => F.ap(w.functions('gab'), w.source('fa'))),
    'left from within',
  ],
  'zero annihilates ap': [(w) => F.ap(F.zero<F>(), w.source('fa')), () => F.zero()],
})

export const monoid = (M: Monoid<AsyncIterable<Term>>): Equations => ({
  'concat is associative': [
    (w) => M.concat(M.concat(w.source('fa'), w.source('fb')), w.source('fc')),
    (w) => M.concat(w.source('fa'), M.concat(w.source('fb'), w.source('fc'))),
  ],
  'empty is the left identity of concat': [(w) => M.concat(M.empty, w.source('fa')), (w) => w.source('fa')],
  'empty is the right identity of concat': [(w) => M.concat(w.source('fa'), M.empty), (w) => w.source('fa')],
})

export const compactable = (F: Compactable1<URI> & Functor1<URI>): Equations => ({
  'compact keeps what is some': [(w) => F.compact(F.map(w.source('fa'), O.some)), (w) => w.source('fa')],
  'compact after compact is compact after flatten': [
    (w) => F.compact(F.compact(F.map(w.options('fo'), O.map(w.optional('f'))))),
    (w) => F.compact(F.map(w.options('fo'), O.chain(w.optional('f')))),
  ],
  // The source is read for nothing, so that what it does is seen on the left alone.
  'compact gives nothing of what is none': [
    (w) => F.compact(F.map(w.source('fa'), () => O.none)),
    nothing,
    'by values',
  ],
  'separate is compact of each side': [
    (w) => F.separate(w.eithers('fe')),
    (w) => ({
      left: F.compact(F.map(w.eithers('fe'), leftOf)),
      right: F.compact(F.map(w.eithers('fe'), O.fromEither)),
    }),
  ],
})

const nothing = async function* (): AsyncIterable<never> {}

const leftOf = <L>(either: E.Either<L, unknown>): O.Option<L> => pipe(either, E.swap, O.fromEither)

export const filterable = (F: Filterable1<URI>): Equations => ({
  'filter keeps both of two conditions': [
    (w) => F.filter(w.source('fa'), (a) => w.holds('p')(a) && w.holds('q')(a)),
    (w) => F.filter(F.filter(w.source('fa'), w.holds('p')), w.holds('q')),
  ],
  'filter keeps all by what always holds': [(w) => F.filter(w.source('fa'), () => true), (w) => w.source('fa')],
  // The sources are read for nothing: two of them do different things, and fail in their own ways.
  'filter keeps nothing by what never holds, of whatever source': [
    (w) => F.filter(w.source('fa'), () => false),
    (w) => F.filter(w.source('fb'), () => false),
    'by values',
  ],
  'filter follows from filterMap': [
    (w) => F.filter(w.source('fa'), w.holds('p')),
    (w) => F.filterMap(w.source('fa'), O.fromPredicate(w.holds('p'))),
  ],
  'filterMap is compact after map': [
    (w) => F.filterMap(w.source('fa'), w.optional('f')),
    (w) => F.compact(F.map(w.source('fa'), w.optional('f'))),
  ],
  'filterMap keeps composition': [
    (w) => F.filterMap(F.filterMap(w.source('fa'), w.optional('f')), w.optional('g')),
    (w) => F.filterMap(w.source('fa'), (a) => O.chain(w.optional('g'))(w.optional('f')(a))),
  ],
  'compact follows from filterMap': [(w) => F.compact(w.options('fo')), (w) => F.filterMap(w.options('fo'), identity)],
  'partitionMap is filterMap of each side': [
    (w) => F.partitionMap(w.source('fa'), w.either('f')),
    (w) => ({
      left: F.filterMap(w.source('fa'), (a) => leftOf(w.either('f')(a))),
      right: F.filterMap(w.source('fa'), (a) => O.fromEither(w.either('f')(a))),
    }),
  ],
  'partitionMap is separate after map': [
    (w) => F.partitionMap(w.source('fa'), w.either('f')),
    (w) => F.separate(F.map(w.source('fa'), w.either('f'))),
  ],
  'separate follows from partitionMap': [
    (w) => F.separate(w.eithers('fe')),
    (w) => F.partitionMap(w.eithers('fe'), identity),
  ],
  'partition is filter of each side': [
    (w) => F.partition(w.source('fa'), w.holds('p')),
    (w) => ({
      left: F.filter(w.source('fa'), (a) => !w.holds('p')(a)),
      right: F.filter(w.source('fa'), w.holds('p')),
    }),
  ],
  'partition follows from partitionMap': [
    (w) => F.partition(w.source('fa'), w.holds('p')),
    (w) => F.partitionMap(w.source('fa'), (a) => (w.holds('p')(a) ? E.right(a) : E.left(a))),
  ],
})

export const filterableWithIndex = (F: FilterableWithIndex1<URI, number>): Equations => ({
  'filterMapWithIndex is compact after mapWithIndex': [
    (w) => F.filterMapWithIndex(w.source('fa'), w.optional('f')),
    (w) => F.compact(F.mapWithIndex(w.source('fa'), w.optional('f'))),
  ],
  'filterMapWithIndex of who ignores the index is filterMap': [
    (w) => F.filterMapWithIndex(w.source('fa'), (_, a) => w.optional('f')(a)),
    (w) => F.filterMap(w.source('fa'), w.optional('f')),
  ],
  'filterWithIndex follows from filterMapWithIndex': [
    (w) => F.filterWithIndex(w.source('fa'), w.holds('p')),
    (w) => F.filterMapWithIndex(w.source('fa'), (i, a) => (w.holds('p')(i, a) ? O.some(a) : O.none)),
  ],
  'partitionMapWithIndex is separate after mapWithIndex': [
    (w) => F.partitionMapWithIndex(w.source('fa'), w.either('f')),
    (w) => F.separate(F.mapWithIndex(w.source('fa'), w.either('f'))),
  ],
  'partitionWithIndex is filterWithIndex of each side': [
    (w) => F.partitionWithIndex(w.source('fa'), w.holds('p')),
    (w) => ({
      left: F.filterWithIndex(w.source('fa'), (i, a) => !w.holds('p')(i, a)),
      right: F.filterWithIndex(w.source('fa'), w.holds('p')),
    }),
  ],
})

/** With a Monad, since one step is an effect that is to come when its value is asked for. */
export const unfoldable = (F: Unfoldable1<URI>, M: Alternative1<URI> & Monad1<URI>): Equations => ({
  'unfold is one step, and then the rest': [
    (w) => F.unfold(0, w.step('f')),
    (w) => {
      const from = (state: number): AsyncIterable<Term> =>
        M.chain(M.of(undefined), () =>
          pipe(
            w.step('f')(state),
            O.match(M.zero<Term>, ([value, next]) => M.alt(M.of<Term>(value), () => from(next))),
          ),
        )
      return from(0)
    },
  ],
  'unfold keeps what maps its values': [
    (w) => M.map(F.unfold(0, w.step('f')), w.f('g')),
    (w) =>
      F.unfold(0, (state: number) =>
        pipe(
          w.step('f')(state),
          O.map(([value, next]): [Term, number] => [w.f('g')(value), next]),
        ),
      ),
  ],
  'unfold minds no other name of its states': [
    (w) => F.unfold(0, w.step('f')),
    (w) =>
      F.unfold('0', (state: string) =>
        pipe(
          w.step('f')(Number(state)),
          O.map(([value, next]): [Term, string] => [value, String(next)]),
        ),
      ),
  ],
})

export const fromIO = (F: FromIO1<URI>, M: Monad1<URI>): Equations => ({
  'fromIO keeps of': [() => F.fromIO(() => 'a'), () => M.of('a')],
  'fromIO keeps chain': [
    (w) => F.fromIO(() => w.f('f')(w.io('io')())),
    (w) => M.chain(F.fromIO(w.io('io')), (a) => F.fromIO(() => w.f('f')(a))),
  ],
})

export const fromTask = (F: FromTask1<URI>, M: Monad1<URI>): Equations => ({
  'fromTask keeps of': [() => F.fromTask(T.of('a')), () => M.of('a')],
  'fromTask keeps chain': [
    (w) => F.fromTask(T.chain((a: Term) => async () => w.f('f')(a))(w.task('task'))),
    (w) => M.chain(F.fromTask(w.task('task')), (a) => F.fromTask(async () => w.f('f')(a))),
  ],
  'fromTask of an IO is fromIO': [(w) => F.fromTask(T.fromIO(w.io('io'))), (w) => F.fromIO(w.io('io'))],
})
