import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Comment, parseSync, type Program, Visitor } from 'oxc-parser'

export const root = fileURLToPath(new URL('..', import.meta.url))

export interface Source {
  readonly path: string
  readonly text: string
}

export interface Doc {
  readonly summary: string
  readonly bullets: readonly string[]
  readonly examples: readonly string[]
}

export interface Import {
  readonly from: string
  readonly typeOnly: boolean
  readonly line: number
}

export interface Export {
  readonly name: string
  readonly kind: 'value' | 'type'
  readonly error: boolean
  readonly class: boolean
  readonly doc: Doc | undefined
}

export interface Reexport {
  readonly name: string
  readonly original: string
  readonly kind: 'value' | 'type' | 'all'
  readonly from: string
  readonly line: number
  readonly heading: string | undefined
}

/** One source file, with all that the floors ask of it. */
export interface Module extends Source {
  readonly room: string
  readonly name: string
  readonly imports: readonly Import[]
  readonly exports: readonly Export[]
  readonly reexports: readonly Reexport[]
  readonly size: number
  readonly ownCode: boolean
  readonly waits: readonly string[]
  readonly anys: readonly string[]
  readonly defaults: readonly string[]
}

/** Reads every `.ts` file below a folder of the project. */
/** Not what is installed for the bench, which is many times as much. */
const filesIn = (folder: string): string[] =>
  readdirSync(root + folder, { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`
    if (entry.name === 'node_modules') return []
    return entry.isDirectory() ? filesIn(path) : [path]
  })

export const readFolder = (folder: string): Source[] =>
  existsSync(root + folder)
    ? filesIn(folder)
        .filter((path) => path.endsWith('.ts'))
        .toSorted()
        .map((path) => ({ path, text: readFileSync(root + path, 'utf8') }))
    : []

const lines = (comment: string): string[] =>
  comment
    .slice(1)
    .split('\n')
    .map((line) => line.replace(/^\s*\*? ?/, '').trimEnd())

/** Reads the form of HOUSE: a sentence, bullets, examples. */
export const parseDoc = (comment: string): Doc => {
  const [prose = '', ...tags] = lines(comment).join('\n').split(/^@/m)
  const [paragraph = ''] = prose.trim().split(/\n\s*\n|\n- /)
  return {
    summary: /^.*?[.!?](?=\s|$)/.exec(paragraph.replaceAll('\n', ' '))?.[0] ?? '',
    bullets: prose.split('\n').filter((line) => line.startsWith('- ')),
    examples: tags
      .filter((tag) => /^example\b/.test(tag))
      .map((tag) =>
        tag
          .replace(/^example[^\S\n]*/, '')
          .replaceAll(/^```.*$/gm, '')
          .trim(),
      ),
  }
}

const docBefore = (text: string, comments: readonly Comment[], start: number): Doc | undefined => {
  const comment = comments.findLast(({ end }) => end <= start)
  return comment?.type === 'Block' && comment.value.startsWith('*') && text.slice(comment.end, start).trim() === ''
    ? parseDoc(comment.value)
    : undefined
}

const headingBefore = (text: string, comments: readonly Comment[], start: number): string | undefined => {
  const comment = comments.findLast(({ end }) => end <= start)
  return comment?.type === 'Line' && text.slice(comment.end, start).trim() === '' ? comment.value.trim() : undefined
}

interface Declared {
  readonly name: string
  readonly kind: 'value' | 'type'
  readonly class: boolean
  readonly error: boolean
}

const declaredBy = (node: Program['body'][number]): Declared[] => {
  const plain = { class: false, error: false }
  switch (node.type) {
    case 'VariableDeclaration':
      return node.declarations.flatMap(({ id, init }) =>
        id.type === 'Identifier'
          ? [{ ...plain, name: id.name, kind: 'value', class: init?.type === 'ClassExpression' } as const]
          : [],
      )
    case 'FunctionDeclaration':
    case 'TSDeclareFunction':
    case 'TSEnumDeclaration':
      return node.id === null ? [] : [{ ...plain, name: node.id.name, kind: 'value' }]
    case 'ClassDeclaration':
      return node.id === null
        ? []
        : [
            {
              name: node.id.name,
              kind: 'value',
              class: true,
              error: node.superClass?.type === 'Identifier' && node.superClass.name.endsWith('Error'),
            },
          ]
    case 'TSInterfaceDeclaration':
    case 'TSTypeAliasDeclaration':
      return [{ ...plain, name: node.id.name, kind: 'type' }]
    default:
      return []
  }
}

const timers = new Set(['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'nextTick'])

const blank = (text: string, spans: readonly { start: number; end: number }[]): string =>
  spans.reduce(
    (rest, { start, end }) => rest.slice(0, start) + rest.slice(start, end).replaceAll(/[^\n]/g, ' ') + rest.slice(end),
    text,
  )

/** Parses one source file. */
export const read = ({ path, text }: Source): Module => {
  const { program, comments, errors } = parseSync(path, text)
  if (errors[0] !== undefined) throw new SyntaxError(`${path}: ${errors[0].message}`)
  const lineOf = (offset: number): number => text.slice(0, offset).split('\n').length
  const waits: string[] = []
  const anys: string[] = []
  const defaults: string[] = []
  const imports: Import[] = []
  const at = (into: string[], { start }: { start: number }, what: string): unknown =>
    into.push(`${path}:${lineOf(start)} ${what}`)
  const imported = (from: string, typeOnly: boolean, { start }: { start: number }): unknown =>
    imports.push({ from, typeOnly, line: lineOf(start) })
  new Visitor({
    Identifier: (node) => timers.has(node.name) && at(waits, node, node.name),
    NewExpression: (node) =>
      node.callee.type === 'Identifier' && node.callee.name === 'Promise' && at(waits, node, 'new Promise'),
    MemberExpression: ({ object, property, ...node }) =>
      object.type === 'Identifier' &&
      object.name === 'Promise' &&
      property.type === 'Identifier' &&
      ['race', 'withResolvers'].includes(property.name) &&
      at(waits, node, `Promise.${property.name}`),
    CallExpression: ({ callee, ...node }) =>
      callee.type === 'MemberExpression' &&
      callee.property.type === 'Identifier' &&
      callee.property.name === 'then' &&
      at(waits, node, '.then('),
    TSAnyKeyword: (node) => at(anys, node, 'any'),
    ExportDefaultDeclaration: (node) => at(defaults, node, 'export default'),
    ImportDeclaration: (node) => {
      if (/^(node:)?timers/.test(node.source.value)) at(waits, node, `import '${node.source.value}'`)
      const typed =
        node.specifiers.length > 0 &&
        node.specifiers.every((specifier) => specifier.type === 'ImportSpecifier' && specifier.importKind === 'type')
      imported(node.source.value, node.importKind === 'type' || typed, node)
    },
    ImportExpression: (node) =>
      imported(
        node.source.type === 'Literal' ? String(node.source.value) : text.slice(node.source.start, node.source.end),
        false,
        node,
      ),
    TSImportType: (node) => imported(node.source.value, true, node),
  }).visit(program)

  const exports: Export[] = []
  const reexports: Reexport[] = []
  const declare = (found: Declared, start: number): unknown =>
    exports.some(({ name, kind }) => name === found.name && kind === found.kind) ||
    exports.push({ ...found, doc: docBefore(text, comments, start) })
  for (const node of program.body) {
    if (node.type === 'ExportAllDeclaration') {
      const kind = 'all'
      const heading = headingBefore(text, comments, node.start)
      reexports.push({ name: '*', original: '*', kind, from: node.source.value, line: lineOf(node.start), heading })
    }
    if (node.type !== 'ExportNamedDeclaration') continue
    if (node.declaration !== null) for (const found of declaredBy(node.declaration)) declare(found, node.start)
    for (const specifier of node.specifiers) {
      const local = text.slice(specifier.local.start, specifier.local.end)
      const name = text.slice(specifier.exported.start, specifier.exported.end)
      const kind = node.exportKind === 'type' || specifier.exportKind === 'type' ? 'type' : 'value'
      if (node.source !== null) {
        const heading = headingBefore(text, comments, node.start)
        reexports.push({ name, original: local, kind, from: node.source.value, line: lineOf(node.start), heading })
      } else {
        const home = program.body.find((other) => declaredBy(other).some((found) => found.name === local))
        const found = home && declaredBy(home).find((other) => other.name === local)
        declare(found ? { ...found, name } : { name, kind, class: false, error: false }, home?.start ?? node.start)
      }
    }
  }
  const importSpans = program.body.filter(({ type }) => type === 'ImportDeclaration')
  const [, room = '', file] = path.split('/')
  return {
    path,
    text,
    room: file === undefined ? '' : room,
    name: path.replace(/^.*\//, '').replace(/\.ts$/, ''),
    imports,
    exports,
    reexports,
    size: blank(text, [...comments, ...importSpans])
      .split('\n')
      .filter((line) => line.trim() !== '').length,
    ownCode:
      program.body.some(({ type }) => !type.startsWith('Export') && type !== 'ImportDeclaration') || exports.length > 0,
    waits,
    anys,
    defaults,
  }
}

/** The file that an import inside the project means. */
export const target = (from: string, specifier: string): string =>
  new URL(specifier, `file:///${from}`).pathname.slice(1)

export interface PublicName extends Export {
  readonly path: string
  readonly room: string
  readonly group: string
}

/** What an entry gives to the world, in the order of its table of contents. */
export const publicNames = (modules: readonly Module[], entry = 'lib/index.ts'): PublicName[] => {
  let group = ''
  const index = modules.find(({ path }) => path === entry)
  const handedOn = (index?.reexports ?? []).flatMap((reexport) => {
    group = reexport.heading ?? group
    const home = modules.find(({ path }) => path === target(entry, reexport.from))
    const found = home?.exports.find(({ name, kind }) => name === reexport.original && kind === reexport.kind)
    return home && found ? [{ ...found, name: reexport.name, path: home.path, room: home.room, group }] : []
  })
  return [
    ...handedOn,
    ...(index?.exports ?? []).map((own) => ({ ...own, path: entry, room: index?.room ?? '', group })),
  ]
}
