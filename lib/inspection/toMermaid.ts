import { wrongType } from '../core/check.ts'

/** As much of a `Graph` as it takes to draw one. */
export interface Drawing {
  readonly nodes: ReadonlyArray<{ readonly id: string; readonly label: string }>
  readonly edges: ReadonlyArray<{ readonly from: string; readonly to: string }>
}

/**
 * Gives the text of a Mermaid flowchart, from left to right, for a graph of `describe`.
 *
 * - **Escapes** labels, whatever is in them; a line break stays one.
 * - **Throws** a RangeError where an edge joins what is no node of the graph, a TypeError where that has no arrays of
 *   nodes and edges.
 *
 * @example
 * pipe(range(1), named('orders'), describe, toMermaid) // => 'flowchart LR\n  n1["orders"]'
 */
export const toMermaid = (graph: Drawing): string => {
  if (!Array.isArray(graph?.nodes) || !Array.isArray(graph.edges))
    throw wrongType('graph', 'an object with arrays of nodes and edges', graph)
  const { nodes, edges } = graph
  // Ids are made anew, since words such as `end` are none in Mermaid.
  const ids = new Map(nodes.map(({ id }, index) => [id, `n${index + 1}`]))
  const known = (id: string): string => {
    const found = ids.get(id)
    if (found === undefined) throw new RangeError(`edges must join nodes of the graph, got: ${JSON.stringify(id)}`)
    return found
  }
  return [
    'flowchart LR',
    ...nodes.map(({ label }, index) => `  n${index + 1}["${escaped(label)}"]`),
    ...edges.map(({ from, to }) => `  ${known(from)} --> ${known(to)}`),
  ].join('\n')
}

// Mermaid reads some signs even in quotes (an entity, a tag, markdown, its own colon before an entity), so only those
// that mean nothing to it are left as they are. An empty label is a fault in its grammar.
const escaped = (label: string): string =>
  label
    .split(/\r\n|\r|\n/)
    .map((line) => line.replace(/[^\p{L}\p{N} _.,()-]/gu, (sign) => `#${sign.codePointAt(0)};`))
    .join('<br/>') || ' '
