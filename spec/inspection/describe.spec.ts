import { pipe } from 'fp-ts/lib/function.js'
import {
  type AnyIterable,
  balanceThrough,
  balanceTo,
  broadcast,
  broadcastThrough,
  broadcastTo,
  catchError,
  concat,
  describe as graphOf,
  empty,
  filter,
  flatMap,
  type Graph,
  head,
  map,
  mapAsync,
  merge,
  named,
  partition,
  partitionThrough,
  partitionTo,
  prefetch,
  range,
  reduce,
  stage,
  take,
  toArray,
  toMermaid,
  zip,
} from 'sluice'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { refuses } from '../laws.ts'

/** The edges by label, and every label in its place. */
const drawn = ({ nodes, edges }: Graph): { readonly labels: readonly string[]; readonly joins: readonly string[] } => {
  const labels = new Map(nodes.map(({ id, label }) => [id, label]))
  return {
    labels: [...labels.values()],
    joins: edges.map(({ from, to }) => `${labels.get(from)} > ${labels.get(to)}`),
  }
}

const double = map((n: number) => n * 2)

describe('a description', () => {
  test('gives a source alone as one node', () => {
    expect(graphOf(range(1))).toEqual({ nodes: [{ id: 'n1', name: 'range', label: 'range' }], edges: [] })
    expect(graphOf(empty).nodes).toEqual([{ id: 'n1', name: 'empty', label: 'empty' }])
  })

  test('gives every stage, fused or not, from the source on', () => {
    const pipeline = pipe(
      range(1),
      double,
      filter((n) => n > 2),
      mapAsync(async (n) => n),
      flatMap((n) => [n, n]),
      prefetch(4),
      catchError(() => []),
      take(3),
    )
    const names = ['range', 'map', 'filter', 'mapAsync', 'flatMap', 'prefetch', 'catchError', 'take']
    expect(drawn(graphOf(pipeline))).toEqual({
      labels: names,
      joins: names.slice(1).map((name, i) => `${names[i]} > ${name}`),
    })
  })

  test('names sinks: those of the library, and functions by their name', () => {
    const mine = async (source: AnyIterable<number>): Promise<number> => (await toArray(source)).length
    const nameless = [async (): Promise<number> => 0][0]!
    const sinks = [toArray, head, reduce(0, (a: number, b: number) => a + b), mine, nameless]
    expect(sinks.map((sink) => drawn(graphOf(range(1), sink)))).toEqual(
      ['toArray', 'head', 'reduce', 'mine', 'sink'].map((name) => ({
        labels: ['range', name],
        joins: [`range > ${name}`],
      })),
    )
  })

  test('gives a fan-in an edge from each of its sources, in their order', () => {
    const left = pipe(range(1), named('left'))
    const right = pipe(['a'], named('right'))
    expect(drawn(graphOf(pipe(zip([left, right]), take(1))))).toEqual({
      labels: ['left', 'right', 'zip', 'take'],
      joins: ['left > zip', 'right > zip', 'zip > take'],
    })
  })

  test('shows a pipeline that several read once', () => {
    const shared = pipe(range(1), double)
    const both = concat([
      pipe(
        shared,
        filter((n) => n > 1),
      ),
      shared,
    ])
    expect(drawn(graphOf(both))).toEqual({
      labels: ['range', 'map', 'filter', 'concat'],
      joins: ['range > map', 'map > filter', 'filter > concat', 'map > concat'],
    })
  })

  test('shows branches behind the fan-out that they share, and their labels', () => {
    const [one, other] = pipe(range(1), double, broadcast(2))
    const { odd } = pipe(range(1), partition({ by: () => 'odd', keys: ['odd'] }))
    const graph = graphOf(merge()([pipe(one, named('first')), other, odd]), toArray)
    expect(drawn(graph).joins).toEqual([
      'range > map',
      'map > broadcast',
      'broadcast > first',
      'broadcast > branch',
      'range > partition',
      'partition > branch',
      'first > merge',
      'branch > merge',
      'branch > merge',
      'merge > toArray',
    ])
    expect(toMermaid(graph)).toContain('["broadcast"]')
  })

  test('shows a fan-out to sinks or through stages as one', () => {
    const by = (n: number): number => n
    const sinks = [broadcastTo({ all: toArray }), balanceTo(2, toArray), partitionTo({ by, sinks: { 1: toArray } })]
    expect(sinks.map((sink) => drawn(graphOf(range(1), sink)).joins)).toEqual([
      ['range > broadcastTo'],
      ['range > balanceTo'],
      ['range > partitionTo'],
    ])
    const stages = [
      broadcastThrough([double]),
      balanceThrough(2, double),
      partitionThrough({ by, keys: [1], stage: () => double }),
      partitionThrough({ by, maxKeys: 1, stage: () => double }),
    ]
    expect(stages.map((through) => drawn(graphOf(through(range(1)))).joins)).toEqual([
      ['range > broadcastThrough'],
      ['range > balanceThrough'],
      ['range > partitionThrough'],
      ['range > partitionThrough'],
    ])
  })

  test('gives two edges where the same source is read twice by one', () => {
    const source = range(1)
    expect(drawn(graphOf(zip([source, source])))).toEqual({
      labels: ['range', 'zip'],
      joins: ['range > zip', 'range > zip'],
    })
  })

  test('calls arrays, and iterables of somebody, from', () => {
    const generated = async function* (): AsyncGenerator<number> {
      yield 1
    }
    for (const source of [[1], new Set([1]), generated(), new ReadableStream<number>()])
      expect(graphOf(double(source as AnyIterable<number>)).nodes.map(({ name }) => name)).toEqual(['from', 'map'])
  })

  test('calls a stage of yours by the name you gave it', () => {
    const mine = stage<number, number>('triple', (down) => ({ ...down, next: (n) => down.next(n * 3) }))
    expect(drawn(graphOf(mine(range(1))))).toEqual({ labels: ['range', 'triple'], joins: ['range > triple'] })
  })

  test('begins at a stage that is a plain function, which hides what stands before it', () => {
    const plain = async function* (source: AnyIterable<number>): AsyncGenerator<number> {
      yield* source
    }
    const pipeline = pipe(range(1), double, plain, named('plain'), take(1))
    expect(drawn(graphOf(pipeline))).toEqual({ labels: ['plain', 'take'], joins: ['plain > take'] })
  })

  test('runs nothing', () => {
    const fails = (): never => {
      throw new Error('it ran')
    }
    const source: AnyIterable<number> = { [Symbol.asyncIterator]: fails }
    const mine = stage<number, number>('mine', fails)
    expect(graphOf(pipe(source, mine, map(fails)), fails).nodes).toHaveLength(4)
  })

  test('gives data of its own each time, in the same order', () => {
    const pipeline = pipe(zip([range(1), range(2)]), take(1))
    const first = graphOf(pipeline)
    expect(graphOf(pipeline)).toEqual(first)
    expect(graphOf(pipeline)).not.toBe(first)
  })

  test('is JSON', () => {
    const graph = graphOf(pipe(zip([range(1), range(2)]), named('pairs')), toArray)
    expect(JSON.parse(JSON.stringify(graph))).toEqual(graph)
  })

  test('carries a pipeline that is longer than calls may be deep', () => {
    let pipeline: AsyncIterable<number> = range(1)
    for (let i = 0; i < 100_000; i++) pipeline = double(pipeline)
    const { nodes, edges } = graphOf(pipeline)
    expect([nodes.length, edges.length, nodes.at(-1)?.id]).toEqual([100_001, 100_000, 'n100001'])
  })

  test('carries a fan-in of thousands', () => {
    expect(graphOf(concat(Array.from({ length: 5000 }, () => range(1)))).edges).toHaveLength(5000)
  })

  test('refuses what is no source, or no sink', () => {
    refuses(() => graphOf(1 as never), TypeError, /^a source must be .*, got: 1$/)
    refuses(() => graphOf(range(1), 'x' as never), TypeError, /^sink must be a function, got: "x"$/)
  })

  test('takes a sink of what the source gives, and no other', () => {
    const ofTexts = reduce('', (a: string, b: string) => a + b)
    expectTypeOf(graphOf(range(1), toArray)).toEqualTypeOf<Graph>()
    // @ts-expect-error a sink of texts does not fit numbers
    graphOf(range(1), ofTexts)
  })
})
