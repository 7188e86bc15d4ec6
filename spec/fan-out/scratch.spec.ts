import * as O from 'fp-ts/lib/Option.js'
import { describe } from 'vitest'
import {
  balance,
  balanceThrough,
  balanceTo,
  broadcast,
  broadcastThrough,
  broadcastTo,
  map,
  mapAsync,
  partition,
  partitionThrough,
  partitionTo,
  toArray,
  count,
  head,
  tap,
  tapAsync,
  forEach,
} from 'sluice'
import { obeysTheLaws, sinkObeysTheLaws } from '../laws.ts'
const same = <A>(v: readonly A[]) => v
describe('bare', () => {
  for (const capacity of [0, 1, 4])
    describe(`broadcast ${capacity}`, () =>
      obeysTheLaws({
        stage: (s) => broadcast<unknown>(1, { capacity })(s)[0]!,
        model: same,
        lookahead: 0,
        exceptions: ['R9'],
      }))
  describe('balance', () =>
    obeysTheLaws({ stage: (s) => balance(1)(s)[0]!, model: same, lookahead: 0, exceptions: ['R9'] }))
  for (const capacity of [0, 4])
    describe(`partition ${capacity}`, () =>
      obeysTheLaws({
        stage: (s) => partition({ by: (_: unknown) => 'a', keys: ['a'], capacity })(s).a,
        model: same,
        lookahead: 0,
        exceptions: ['R9'],
      }))
})
describe('through', () => {
  const id = map((x: unknown) => x)
  for (const capacity of [0, 4])
    describe(`broadcast ${capacity}`, () =>
      obeysTheLaws({
        stage: broadcastThrough([id], { capacity }),
        model: same,
        lookahead: 1,
        failing: (f) => broadcastThrough([map(f)], { capacity }),
        failingAsync: (f) => broadcastThrough([mapAsync(f)], { capacity }),
      }))
  for (const capacity of [0, 4])
    describe(`broadcast 2 ${capacity}`, () =>
      obeysTheLaws({
        stage: broadcastThrough([id, id], { capacity }),
        model: (vs) => vs.flatMap((v) => [v, v]),
        lookahead: 2 * capacity + 2,
        ordered: false,
        unended: (vs) => vs.flatMap((v) => [v, v]),
      }))
  describe('balance', () =>
    obeysTheLaws({
      stage: balanceThrough(1, id),
      model: same,
      lookahead: 1,
      failing: (f) => balanceThrough(1, map(f)),
      failingAsync: (f) => balanceThrough(1, mapAsync(f)),
    }))
  describe('balance 2', () =>
    obeysTheLaws({
      stage: balanceThrough(2, id),
      model: same,
      lookahead: 2,
      ordered: false,
      failing: (f) => balanceThrough(2, map(f)),
      failingAsync: (f) => balanceThrough(2, mapAsync(f)),
    }))
  for (const capacity of [0, 4])
    describe(`partition ${capacity}`, () =>
      obeysTheLaws({
        stage: partitionThrough({ by: (_: unknown) => 'a', keys: ['a'], stage: () => id, capacity }),
        model: same,
        lookahead: 1,
        failing: (f) => partitionThrough({ by: (a: unknown) => String(f(a)).slice(0, 0), keys: [''], stage: () => id }),
      }))
  for (const capacity of [0, 4])
    describe(`partition max ${capacity}`, () =>
      obeysTheLaws({
        stage: partitionThrough({ by: (_: unknown) => 'a', maxKeys: 1, stage: () => id, capacity }),
        model: same,
        lookahead: capacity + 1,
        failing: (f) => partitionThrough({ by: (a: unknown) => String(f(a)).slice(0, 0), maxKeys: 2, stage: () => id }),
      }))
})
describe('to', () => {
  describe('broadcast', () =>
    sinkObeysTheLaws({
      sink: broadcastTo({ n: count, a: toArray }),
      model: (vs) => ({ n: vs.length, a: vs }),
      exceptions: ['R12'],
      failing: (f) => broadcastTo({ a: forEach(f) }),
    }))
  const first = (vs: readonly unknown[]) => (vs.length ? O.some(vs[0]) : O.none)
  describe('broadcast head', () =>
    sinkObeysTheLaws({
      sink: broadcastTo({ n: head, a: head }),
      model: (vs) => ({ n: first(vs), a: first(vs) }),
      stopsAfter: 1,
    }))
  describe('balance', () => sinkObeysTheLaws({ sink: balanceTo(1, toArray), model: (vs) => [vs], exceptions: ['R12'] }))
  describe('partition', () =>
    sinkObeysTheLaws({
      sink: partitionTo({ by: (_: unknown) => 'a', sinks: { a: count, b: count } }),
      model: (vs) => ({ a: vs.length, b: 0 }),
      exceptions: [],
    }))
})
