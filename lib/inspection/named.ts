import { wrongType } from '../core/check.ts'
import { type AnyIterable, Pipeline, pipelineOf } from '../core/pipeline.ts'

/**
 * Gives what its source gives, and has a `describe` call that by a label of yours.
 *
 * - **Labels** the stage or source right before it. It is no stage of its own: it takes no time and makes no node.
 * - **Leaves** the original as it was, so the methods of a channel stay with the channel.
 * - **Throws** a TypeError where `label` is no string.
 *
 * @example
 * const orders = pipe(range(1, 3), named('orders'))
 * await toArray(orders) // => [1, 2, 3]
 * describe(orders) // => { nodes: [{ id: 'n1', name: 'range', label: 'orders' }], edges: [] }
 */
export const named = (label: string): (<A>(source: AnyIterable<A>) => AsyncIterable<A>) => {
  if (typeof label !== 'string') throw wrongType('label', 'a string', label)
  return <A>(source: AnyIterable<A>) => {
    const { name, sources, open, link, each, keeps } = pipelineOf(source)
    return Object.assign(new Pipeline<A>(name, sources, open, link, each, keeps), { label })
  }
}
