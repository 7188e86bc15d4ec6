import fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import { describe as graphOf, map, named, range, toArray, toMermaid, zip } from 'sluice'
import { describe, expect, test } from 'vitest'
import { refuses } from '../laws.ts'

const one = (label: string): string => toMermaid({ nodes: [{ id: 'a', label }], edges: [] })

/** What Mermaid shows for the label of a chart of one node: it resolves `#35;`, and `<br/>` breaks the line. */
const shown = (chart: string): string => {
  const [, label = ''] = /^flowchart LR\n {2}n1\["(.*)"\]$/.exec(chart) ?? []
  return label.replaceAll('<br/>', '\n').replaceAll(/#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
}

/** Any, but for halves. fast-check's own unit of this kind keeps a table of all of them. */
const character = fc
  .oneof(fc.nat(0x7f), fc.integer({ min: 0x80, max: 0xd7ff }), fc.integer({ min: 0xe000, max: 0x10ffff }))
  .map((point) => String.fromCodePoint(point))

describe('toMermaid', () => {
  test('draws nodes and edges from left to right', () => {
    const graph = graphOf(
      pipe(
        zip([range(1), pipe(range(2), named('orders'))]),
        map(([a, b]) => a + b),
      ),
      toArray,
    )
    expect(toMermaid(graph)).toBe(
      [
        'flowchart LR',
        '  n1["range"]',
        '  n2["orders"]',
        '  n3["zip"]',
        '  n4["map"]',
        '  n5["toArray"]',
        '  n1 --> n3',
        '  n2 --> n3',
        '  n3 --> n4',
        '  n4 --> n5',
      ].join('\n'),
    )
  })

  test('draws an empty graph', () => {
    expect(toMermaid({ nodes: [], edges: [] })).toBe('flowchart LR')
  })

  test('takes any ids, those that Mermaid cannot read too', () => {
    const nodes = ['end', 'a b', '', '"]'].map((id) => ({ id, label: 'x' }))
    const edges = [
      { from: 'end', to: '"]' },
      { from: '', to: 'a b' },
    ]
    expect(toMermaid({ nodes, edges }).split('\n').slice(5)).toEqual(['  n1 --> n4', '  n3 --> n2'])
  })

  test.each([
    ['quotes', 'say "hi"', 'say #34;hi#34;'],
    ['brackets and pipes', '[a]|{b}|(c)<d>', '#91;a#93;#124;#123;b#125;#124;(c)#60;d#62;'],
    ['line breaks', 'a\nb\r\nc\rd', 'a<br/>b<br/>c<br/>d'],
    ['entities', '#quot; &amp; #35;', '#35;quot#59; #38;amp#59; #35;35#59;'],
    ['tags', '<script>x</script><br/>', '#60;script#62;x#60;#47;script#62;#60;br#47;#62;'],
    ['markdown', '`**bold**`', '#96;#42;#42;bold#42;#42;#96;'],
    ['directives and comments', '%%{init: {}}%%', '#37;#37;#123;init#58; #123;#125;#125;#37;#37;'],
    ['styles before an entity', 'style a:b#c;', 'style a#58;b#35;c#59;'],
    ['arrows', 'a --> b; c', 'a --#62; b#59; c'],
    ['a back slash', 'C:\\new', 'C#58;#92;new'],
    ['control characters', 'a\u0000b\tc\u2028', 'a#0;b#9;c#8232;'],
    ['half a character', '\ud800', '#55296;'],
    ['a character of two halves', '🦆', '#129414;'],
    ['letters of any language, which stay', 'Größe 数量 (v2.1, α_β-γ)', 'Größe 数量 (v2.1, α_β-γ)'],
    ['nothing', '', ' '],
  ])('escapes %s', (_, label, escaped) => {
    expect(one(label)).toBe(`flowchart LR\n  n1["${escaped}"]`)
  })

  test('shows any label as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: character, minLength: 1 }), (label) => {
        expect(shown(one(label))).toBe(label.replaceAll(/\r\n|\r/g, '\n'))
      }),
    )
  })

  test('writes one line for each node and edge, whatever the labels', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: character })), (labels) => {
        const nodes = labels.map((label, i) => ({ id: String(i), label }))
        const edges = nodes.slice(1).map(({ id }, i) => ({ from: String(i), to: id }))
        expect(toMermaid({ nodes, edges }).split(/[\n\r\u2028\u2029]/)).toHaveLength(1 + nodes.length + edges.length)
      }),
    )
  })

  test('refuses an edge that leads nowhere', () => {
    const nodes = [{ id: 'a', label: 'a' }]
    refuses(
      () => toMermaid({ nodes, edges: [{ from: 'a', to: 'b' }] }),
      RangeError,
      /^edges must join nodes of the graph, got: "b"$/,
    )
  })
})
