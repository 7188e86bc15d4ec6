/** Instances that break a law each, most of them by their effects alone, to try the laws themselves. */
import type { Filterable1 } from 'fp-ts/Filterable'
import * as O from 'fp-ts/lib/Option.js'
import {
  broadcast,
  concat,
  defer,
  dropLast,
  filter,
  filterMap,
  flatMap,
  interleave,
  intersperse,
  map,
  of,
  prefetch,
  repeat,
  take,
  unfold,
  uniq,
  zipWith,
} from 'sluice'
import * as AI from 'sluice/fp-ts'
import { describe, expect, test } from 'vitest'
import { counterexample, type Equations, type Term } from './equality.ts'
import * as laws from './equations.ts'

const { Alternative, Applicative, Filterable, FilterableWithIndex, Functor, FunctorWithIndex, Monad } = AI
const everything = { ...Alternative, ...Monad }

const lawful: Equations = {
  ...laws.functor(Functor),
  ...laws.functorWithIndex(FunctorWithIndex),
  ...laws.apply(AI.Apply),
  ...laws.applicative(Applicative),
  ...laws.chain(AI.Chain),
  ...laws.monad(Monad),
  ...laws.alt(AI.Alt),
  ...laws.zero(Alternative),
  ...laws.alternative(Alternative),
  ...laws.monoid(AI.getMonoid()),
  ...laws.compactable(Filterable),
  ...laws.filterable(Filterable),
  ...laws.filterableWithIndex(FilterableWithIndex),
  ...laws.unfoldable(AI.Unfoldable, everything),
  ...laws.fromIO(AI.FromIO, Monad),
  ...laws.fromTask(AI.FromTask, Monad),
}

/** A function of the instance as it is, and then some stage. */
const then =
  <P extends readonly unknown[], A>(
    f: (...parts: P) => AsyncIterable<A>,
    stage: <B>(s: AsyncIterable<B>) => AsyncIterable<B>,
  ) =>
  (...parts: P) =>
    stage(f(...parts))

const ahead = prefetch(1)
const shortened = dropLast(1)
const twice =
  <P extends readonly unknown[], A>(f: (...parts: P) => A) =>
  (...parts: P) => {
    f(...parts)
    return f(...parts)
  }
const swapped = (views: { readonly left: unknown; readonly right: unknown }) => ({
  left: views.right,
  right: views.left,
})
const isThere = (value: unknown): boolean => value !== undefined && value !== null
const notNull = (option: O.Option<unknown>): boolean => O.isSome(option) && isThere(option.value)

/** As a cast, where a mutant has fewer types than what it stands for. */
const mutated = <I extends object>(instance: I, change: { readonly [K in keyof I]?: unknown }): I => ({
  ...instance,
  ...change,
})

const alternating = mutated(Alternative, {
  alt: (fa: AsyncIterable<unknown>, that: () => AsyncIterable<unknown>) => interleave([fa, defer(that)]),
})
const sideBySide = mutated(Monad, {
  chain: (fa: AsyncIterable<unknown>, f: (a: unknown) => AsyncIterable<unknown>) =>
    flatMap(f, { concurrency: 2, ordered: false })(fa),
})
const sharing = (fa: AsyncIterable<unknown>) => broadcast(2)(fa)
const counting = (by: (index: number) => number, f: (fa: never, g: never) => unknown) =>
  ((fa: never, g: (index: number, value: unknown) => unknown) =>
    f(fa, ((index: number, value: unknown) => g(by(index), value)) as never)) as never

const doubling = <A>(made: AsyncIterable<A>) => concat([made, made])
const filtering = (change: { readonly [K in keyof Filterable1<AI.URI>]?: unknown }) => mutated(Filterable, change)
const indexing = (change: { readonly [K in keyof typeof FilterableWithIndex]?: unknown }) =>
  mutated(FilterableWithIndex, change)

const valuesFirst = <A, B>(fab: AsyncIterable<(a: A) => B>, fa: AsyncIterable<A>) =>
  flatMap((a: A) => map((f: (a: A) => B) => f(a))(fab))(fa)
const inPairs = <A, B>(fab: AsyncIterable<(a: A) => B>, fa: AsyncIterable<A>) =>
  zipWith([fab, fa] as const, (f, a) => f(a))
const once = <A>(task: () => Promise<A>) => {
  let running: Promise<A> | undefined
  return AI.fromTask(() => (running ??= task()))
}

let count = 0

const mutants: Readonly<Record<string, readonly [what: string, broken: Equations]>> = {
  'map keeps identity': ['reads ahead', laws.functor({ ...Functor, map: then(Functor.map, ahead) })],
  'map keeps composition': [
    'calls its function twice',
    laws.functor({ ...Functor, map: (fa, f) => Functor.map(fa, twice(f)) }),
  ],
  'mapWithIndex keeps identity': [
    'forgets the last value',
    laws.functorWithIndex({ ...FunctorWithIndex, mapWithIndex: then(FunctorWithIndex.mapWithIndex, shortened) }),
  ],
  'mapWithIndex keeps composition': [
    'counts over all that is mapped',
    laws.functorWithIndex({
      ...FunctorWithIndex,
      mapWithIndex: (fa, f) => map((a: never) => f(count++, a))(fa as never),
    }),
  ],
  'mapWithIndex of who ignores the index is map': [
    'reads ahead',
    laws.functorWithIndex({ ...FunctorWithIndex, mapWithIndex: then(FunctorWithIndex.mapWithIndex, ahead) }),
  ],
  'ap keeps composition': ['forgets the last value', laws.apply({ ...AI.Apply, ap: then(AI.Apply.ap, shortened) })],
  'ap keeps identity': [
    'reads values ahead',
    laws.applicative({ ...Applicative, ap: (fab, fa) => Applicative.ap(fab, ahead(fa)) }),
  ],
  'of is a homomorphism': ['gives a value twice', laws.applicative({ ...Applicative, of: (a) => repeat(a, 2) })],
  'of may change sides': [
    'reads functions ahead',
    laws.applicative({ ...Applicative, ap: (fab, fa) => Applicative.ap(ahead(fab), fa) }),
  ],
  'map follows from ap': ['reads ahead', laws.applicative({ ...Applicative, map: then(Applicative.map, ahead) })],
  'chain is associative': ['reads two inner sources at once', laws.chain(sideBySide)],
  'ap follows from chain': [
    'pairs functions and values',
    laws.chain({
      ...Monad,
      ap: inPairs,
    }),
  ],
  'of is the left identity of chain': [
    'takes two of each inner source',
    laws.monad({ ...Monad, chain: (fa, f) => Monad.chain(fa, (a) => take(2)(f(a))) }),
  ],
  'of is the right identity of chain': ['reads two inner sources at once', laws.monad(sideBySide)],
  'map follows from chain': ['reads ahead', laws.monad({ ...Monad, map: then(Monad.map, ahead) })],
  'alt is associative': ['takes turns', laws.alt(alternating)],
  'map distributes over alt': [
    'puts something between',
    laws.alt({ ...AI.Alt, alt: (fa, that) => intersperse('|' as never)(AI.Alt.alt(fa, that)) }),
  ],
  'zero has nothing to map': ['is no zero', laws.zero({ ...Alternative, zero: () => of('z' as never) })],
  'zero is the left identity of alt': [
    'gives each value once',
    laws.alternative({ ...Alternative, alt: then(Alternative.alt, uniq()) }),
  ],
  'zero is the right identity of alt': [
    'forgets the last value',
    laws.alternative({ ...Alternative, alt: then(Alternative.alt, shortened) }),
  ],
  'ap distributes over alt': ['takes turns', laws.alternative(alternating)],
  'zero annihilates ap': [
    'reads values first',
    laws.alternative({
      ...Alternative,
      ap: valuesFirst,
    }),
  ],
  'concat is associative': ['takes turns', laws.monoid({ ...AI.getMonoid(), concat: (a, b) => interleave([a, b]) })],
  'empty is the left identity of concat': ['is not empty', laws.monoid({ ...AI.getMonoid(), empty: of('z') })],
  'empty is the right identity of concat': [
    'reads ahead',
    laws.monoid({ ...AI.getMonoid(), concat: then(AI.getMonoid<Term>().concat, ahead) }),
  ],
  'compact keeps what is some': [
    'reads ahead',
    laws.compactable(filtering({ compact: then(Filterable.compact, ahead) })),
  ],
  'compact after compact is compact after flatten': [
    'forgets the last value',
    laws.compactable(filtering({ compact: then(Filterable.compact, shortened) })),
  ],
  'compact gives nothing of what is none': [
    'gives undefined for a none',
    laws.compactable(filtering({ compact: map(O.toUndefined) })),
  ],
  'separate is compact of each side': [
    'reads its source once for both sides',
    laws.compactable(
      filtering({
        separate: (fa: AsyncIterable<never>) => {
          const [a, b] = sharing(fa)
          return { left: Filterable.separate(a as never).left, right: Filterable.separate(b as never).right }
        },
      }),
    ),
  ],
  'filter keeps both of two conditions': [
    'calls its predicate twice',
    laws.filterable(filtering({ filter: (fa: never, p: () => boolean) => filter(twice(p))(fa) })),
  ],
  'filter keeps all by what always holds': [
    'drops what is null',
    laws.filterable(
      filtering({ filter: (fa: never, p: (a: unknown) => boolean) => filter((a) => isThere(a) && p(a))(fa) }),
    ),
  ],
  'filter keeps nothing by what never holds, of whatever source': [
    'keeps the first value',
    laws.filterable(
      filtering({
        filter: (fa: never, p: (a: unknown) => boolean) => AI.filterWithIndex((i, a) => i === 0 || p(a))(fa),
      }),
    ),
  ],
  'filter follows from filterMap': [
    'drops what is null',
    laws.filterable(
      filtering({
        filterMap: (fa: never, f: (a: never) => O.Option<unknown>) =>
          map((o: O.Option<unknown>) => O.toUndefined(o))(filter(notNull)(map(f)(fa))),
      }),
    ),
  ],
  'filterMap is compact after map': [
    'reads ahead',
    laws.filterable(filtering({ filterMap: then(Filterable.filterMap, ahead) })),
  ],
  'filterMap keeps composition': [
    'calls its function twice',
    laws.filterable(
      filtering({ filterMap: (fa: never, f: (a: never) => O.Option<unknown>) => filterMap(twice(f))(fa) }),
    ),
  ],
  'compact follows from filterMap': [
    'drops what is null',
    laws.filterable(filtering({ compact: (fa: never) => AI.compact(filter(notNull)(fa) as never) })),
  ],
  'partitionMap is filterMap of each side': [
    'reads its source once for both sides',
    laws.filterable(
      filtering({
        partitionMap: (fa: never, f: (a: never) => never) => {
          const [a, b] = sharing(fa)
          return {
            left: Filterable.partitionMap(a as never, f).left,
            right: Filterable.partitionMap(b as never, f).right,
          }
        },
      }),
    ),
  ],
  'partitionMap is separate after map': [
    'changes sides',
    laws.filterable(
      filtering({ partitionMap: (fa: never, f: () => never) => swapped(Filterable.partitionMap(fa, f)) }),
    ),
  ],
  'separate follows from partitionMap': [
    'changes sides',
    laws.filterable(filtering({ separate: (fa: never) => swapped(Filterable.separate(fa)) })),
  ],
  'partition is filter of each side': [
    'changes sides',
    laws.filterable(filtering({ partition: (fa: never, p: () => boolean) => swapped(Filterable.partition(fa, p)) })),
  ],
  'partition follows from partitionMap': [
    'has all values on the left',
    laws.filterable(
      filtering({ partition: (fa: never, p: () => boolean) => ({ left: AI.map(twice(p))(fa), right: filter(p)(fa) }) }),
    ),
  ],
  'filterMapWithIndex is compact after mapWithIndex': [
    'counts from 1',
    laws.filterableWithIndex(
      indexing({ filterMapWithIndex: counting((i) => i + 1, FilterableWithIndex.filterMapWithIndex) }),
    ),
  ],
  'filterMapWithIndex of who ignores the index is filterMap': [
    'reads ahead',
    laws.filterableWithIndex(indexing({ filterMapWithIndex: then(FilterableWithIndex.filterMapWithIndex, ahead) })),
  ],
  'filterWithIndex follows from filterMapWithIndex': [
    'counts what it keeps',
    laws.filterableWithIndex(
      indexing({
        filterWithIndex: (fa: never, p: (index: number, value: unknown) => boolean) =>
          defer(() => {
            let kept = 0
            return filter((a) => p(kept, a) && ++kept > 0)(fa)
          }),
      }),
    ),
  ],
  'partitionMapWithIndex is separate after mapWithIndex': [
    'counts from 1',
    laws.filterableWithIndex(
      indexing({ partitionMapWithIndex: counting((i) => i + 1, FilterableWithIndex.partitionMapWithIndex) }),
    ),
  ],
  'partitionWithIndex is filterWithIndex of each side': [
    'changes sides',
    laws.filterableWithIndex(
      indexing({
        partitionWithIndex: (fa: never, p: () => boolean) => swapped(FilterableWithIndex.partitionWithIndex(fa, p)),
      }),
    ),
  ],
  'unfold is one step, and then the rest': [
    'is one step ahead',
    laws.unfoldable({ ...AI.Unfoldable, unfold: then(unfold, ahead) as never }, everything),
  ],
  'unfold keeps what maps its values': [
    'is one step ahead',
    laws.unfoldable({ ...AI.Unfoldable, unfold: then(unfold, ahead) as never }, everything),
  ],
  'unfold minds no other name of its states': [
    'ends where its state is falsy',
    laws.unfoldable({ ...AI.Unfoldable, unfold: (b, f) => unfold(b, (s) => (s ? f(s) : O.none)) }, everything),
  ],
  'fromIO keeps of': [
    'gives its value twice',
    laws.fromIO({ ...AI.FromIO, fromIO: (io) => doubling(AI.fromIO(io)) }, Monad),
  ],
  'fromIO keeps chain': ['runs at once', laws.fromIO({ ...AI.FromIO, fromIO: (io) => of(io()) }, Monad)],
  'fromTask keeps of': [
    'gives its value twice',
    laws.fromTask({ ...AI.FromTask, fromTask: (task) => doubling(AI.fromTask(task)) }, Monad),
  ],
  'fromTask keeps chain': ['runs once for all', laws.fromTask({ ...AI.FromTask, fromTask: once }, Monad)],
  'fromTask of an IO is fromIO': ['runs once for all', laws.fromTask({ ...AI.FromTask, fromTask: once }, Monad)],
}

describe('the laws of instances', () => {
  test('all have been tried', () => {
    expect(Object.keys(mutants).toSorted()).toEqual(Object.keys(lawful).toSorted())
  })
  test.each(Object.entries(mutants))('%s: is broken by an instance that %s', async (name, [, broken]) => {
    expect(await counterexample(broken[name]!, 1000)).toContain('the right side')
  })
})
