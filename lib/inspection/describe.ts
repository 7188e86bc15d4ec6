import { aFunction } from '../core/check.ts'
import { type AnyIterable, type Pipeline, pipelineOf } from '../core/pipeline.ts'
import { type Sink, sinkName } from '../core/sink.ts'
import { fan, type Fan } from '../origins/fan.ts'

/** What a pipeline is made of, as plain data. Sources stand before what reads them. */
export interface Graph {
  readonly nodes: ReadonlyArray<{
    readonly id: string
    /** What the source, stage or sink is called in this library, or by its author. */
    readonly name: string
    /** The label that `named` gave it, else its name. */
    readonly label: string
  }>
  /** Values flow from the one to the other. */
  readonly edges: ReadonlyArray<{ readonly from: string; readonly to: string }>
}

/**
 * Gives the plain graph of a pipeline or hub, and of the sink that is to read it, without running anything.
 *
 * - **Shows** each source and stage once, however many read it: a fan-in has an edge from each of its sources, the
 *   branches of a fan-out have the same stage before them.
 * - **Shows** what is not made with this library, an array or somebody's iterable, as a source named `from`. A stage
 *   that is a plain function, such as an async generator, gives one too: what stands before it cannot be seen.
 * - **Names** a sink of yours by its function name.
 * - **Throws** a TypeError where `source` cannot be iterated, or `sink` is no function.
 *
 * @example
 * const { nodes, edges } = describe(pipe(range(1), map((n) => n * 2), named('doubled')), toArray)
 * nodes.map(({ label }) => label) // => ['range', 'doubled', 'toArray']
 * edges // => [{ from: 'n1', to: 'n2' }, { from: 'n2', to: 'n3' }]
 */
export const describe = <A>(source: AnyIterable<A> | Fan, sink?: Sink<A, unknown>): Graph => {
  if (sink !== undefined) aFunction('sink', sink)
  const root = (source as Fan)?.[fan] ?? pipelineOf(source as AnyIterable<A>)
  const ids = new Map<Pipeline<unknown>, string>()
  const nodes: Array<Graph['nodes'][number]> = []
  const edges: Array<Graph['edges'][number]> = []
  const add = (name: string, label: string, sources: ReadonlyArray<Pipeline<unknown>>): string => {
    const id = `n${nodes.length + 1}`
    nodes.push({ id, name, label })
    for (const before of sources) edges.push({ from: ids.get(before)!, to: id })
    return id
  }
  // A path of its own, since pipelines can be longer than calls may be deep.
  const path: Array<Pipeline<unknown>> = [root]
  for (let pipeline = path.at(-1); pipeline !== undefined; pipeline = path.at(-1)) {
    const { name, label = name, sources } = pipeline
    const unseen = sources.find((before) => !ids.has(before))
    if (unseen !== undefined) path.push(unseen)
    else ids.set(path.pop()!, add(name, label, sources))
  }
  if (sink !== undefined) {
    const name = (sink as { readonly [sinkName]?: string })[sinkName] ?? (sink.name || 'sink')
    add(name, name, [root])
  }
  return { nodes, edges }
}
