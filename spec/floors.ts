import { type Module, type PublicName, publicNames, target } from './reading.ts'

/** The project as its floors see it. */
export interface House {
  readonly modules: readonly Module[]
  readonly specs: readonly string[]
  readonly entries: readonly string[]
  readonly top: readonly string[]
}

const ground = ['core', 'origins']
const openRooms = ['instances', 'interop', 'testing']
const topicRooms = ['instances']
const roomsThatWait = ['core', 'interop', 'testing']
const linesOfAnOperator = 60
const linesOfCore = 680
const atTheTop = /^(lib|spec|examples|README\.md|package(-lock)?\.json|tsconfig\.json|LICENSE|CHANGELOG\.md|\..*)$/
const vagueNames = /(^|[/.-])(utils?|helpers?|common|internal)([/.-]|$)/i

const operators = ({ modules }: House): Module[] =>
  modules.filter(({ room }) => room !== '' && !ground.includes(room) && !openRooms.includes(room))

const inRoom = ({ modules }: House, name: string): Module[] => modules.filter(({ room }) => room === name)

interface Edge {
  readonly text: string
  readonly from: string
  readonly typeOnly: boolean
  readonly file: string | undefined
}

const edges = (modules: readonly Module[]): Edge[] =>
  modules.flatMap(({ path, imports }) =>
    imports.map(({ from, typeOnly, line }) => ({
      text: `${path}:${line} imports '${from}'`,
      from,
      typeOnly,
      file: from.startsWith('.') ? target(path, from) : undefined,
    })),
  )

const isFpTsType = ({ from, typeOnly }: Edge): boolean => typeOnly && /^fp-ts\/[A-Z]\w*$/.test(from)

const leavesOf = (house: House, rooms: readonly string[], modules: readonly Module[]): string[] => {
  const leaves = rooms.flatMap((room) => inRoom(house, room).map(({ path }) => path))
  return edges(modules)
    .filter((edge) => !isFpTsType(edge) && !leaves.includes(edge.file ?? ''))
    .map(({ text }) => text)
}

const cycles = ({ modules }: House): string[] => {
  const next = new Map(
    modules.map((module) => [
      module.path,
      edges([module]).flatMap(({ file, typeOnly }) => (typeOnly ? [] : (file ?? []))),
    ]),
  )
  const done = new Set<string>()
  const walk = (path: string, trail: readonly string[]): string[] => {
    if (trail.includes(path)) return [[...trail.slice(trail.indexOf(path)), path].join(' -> ')]
    if (done.has(path)) return []
    const found = (next.get(path) ?? []).flatMap((file) => walk(file, [...trail, path]))
    done.add(path)
    return found
  }
  return [...next.keys()].flatMap((path) => walk(path, []))
}

const root = 'lib/index.ts'

const tables = ({ modules, entries }: House): Module[] => modules.filter(({ path }) => entries.includes(path))

/** Rooms that an entry is made of: files by topic, each of which may export several names. */
const topics = (house: House): Module[] =>
  house.modules.filter(({ path, room }) => topicRooms.includes(room) && !house.entries.includes(path))

const allNames = (house: House): PublicName[] => house.entries.flatMap((path) => publicNames(house.modules, path))

const incomplete = (house: House): string[] => {
  const index = tables(house).find(({ path }) => path === root)
  if (index === undefined) return [`${root} is missing`]
  const names = publicNames(house.modules)
  const rooms = index.reexports.map(({ from }) => from.split('/')[1] ?? '')
  return [
    ...operators(house)
      .filter(
        (module) =>
          !names.some(({ path, name, kind }) => path === module.path && name === module.name && kind === 'value'),
      )
      .map(({ path, name }) => `${root} lacks ${name} of ${path}`),
    ...index.reexports
      .filter(({ heading }, at) => rooms[at] !== rooms[at - 1] && heading === undefined)
      .map(({ line, from }) => `${index.path}:${line} begins a room without a comment line: '${from}'`),
    ...index.reexports
      .filter((_, at) => rooms[at] !== rooms[at - 1] && rooms.indexOf(rooms[at] ?? '') < at)
      .map(({ line, from }) => `${index.path}:${line} comes back to a room: '${from}'`),
  ]
}

const missing = (house: House): string[] =>
  tables(house).flatMap((index) => {
    const names = publicNames(house.modules, index.path)
    return index.reexports
      .filter(
        ({ name, kind, from }) =>
          !names.some((found) => found.name === name && found.kind === kind && found.path === target(index.path, from)),
      )
      .map(({ name, from, line }) => `${index.path}:${line} exports ${name}, which '${from}' has not`)
  })

const untold = (house: House): string[] => {
  const told = allNames(house)
  return [
    ...topics(house).flatMap(({ path, exports }) =>
      exports
        .filter(({ name }) => !told.some((found) => found.path === path && found.name === name))
        .map(({ name }) => `no table of contents has ${name} of ${path}`),
    ),
    ...tables(house)
      .filter(({ reexports }) => reexports[0] !== undefined && reexports[0].heading === undefined)
      .map(({ path }) => `${path} begins without a comment line`),
  ]
}

/** By keys it gives branches of one run, as the streaming field has it; by a predicate two views, as fp-ts has it. */
const ofTwoMeanings = ['partition']

const ambiguous = (house: House): string[] => {
  const told = allNames(house)
  return told
    .filter(({ name }) => !ofTwoMeanings.includes(name))
    .filter(({ name, path }) => told.some((other) => other.name === name && other.path !== path))
    .map(({ name, path }) => `${path} has one of several ${name}`)
}

const undocumented = ({ path, name, kind, doc }: PublicName): string[] => {
  const odd = (doc?.bullets ?? []).filter((bullet) => !/^- \*\*[A-Z][a-z]+\*\*/.test(bullet))
  return [
    ...(doc === undefined ? ['has no docstring'] : doc.summary === '' ? ['does not begin with a sentence'] : []),
    ...(kind === 'value' && !doc?.examples.some((example) => example.includes('// =>'))
      ? ['has no @example with a // =>']
      : []),
    ...odd.map((bullet) => `has a bullet that does not begin with a bold verb: ${bullet}`),
  ].map((fault) => `${path} ${name} ${fault}`)
}

const misnamed = (house: House): string[] =>
  operators(house).flatMap(({ path, name, exports }) => {
    const values = exports.filter(({ kind }) => kind === 'value').map((value) => value.name)
    return values.length === 1 && values[0] === name
      ? []
      : [`${path} exports [${values.join(', ')}], not ${name} alone`]
  })

/** The floors of the house. Each gives the places that are under it. */
export const floors: Record<string, (house: House) => string[]> = {
  'an operator imports leaf files of core, origins and dispatchers, and nothing else': (house) =>
    leavesOf(house, [...ground, 'dispatchers'], operators(house)),
  'dispatchers know the ground alone': (house) => leavesOf(house, ground, inRoom(house, 'dispatchers')),
  'origins know the ground alone': (house) => leavesOf(house, ground, inRoom(house, 'origins')),
  'core knows nobody': (house) => leavesOf(house, ['core'], inRoom(house, 'core')),
  'every import inside the project names a file that is there': ({ modules }) =>
    edges(modules)
      .filter(({ file }) => file !== undefined && !modules.some(({ path }) => path === file))
      .map(({ text }) => text),
  'nothing imports a table of contents': ({ modules, entries }) =>
    edges(modules)
      .filter(({ file }) => entries.includes(file ?? '') || file?.endsWith('/index.ts'))
      .map(({ text }) => text),
  'only a table of contents hands on what others export': ({ modules, entries }) =>
    modules
      .filter(({ path }) => !entries.includes(path))
      .flatMap(({ path, reexports }) => reexports.map(({ line, from }) => `${path}:${line} hands on '${from}'`)),
  'imports at run time make no cycle': cycles,
  'nothing of fp-ts or retry-ts is imported at run time': ({ modules }) =>
    edges(modules)
      .filter(({ from, typeOnly }) => /^(fp-ts|retry-ts)(\/|$)/.test(from) && !typeOnly)
      .map(({ text }) => text),
  'promises and timers are made in core alone': ({ modules }) =>
    modules.filter(({ room }) => !roomsThatWait.includes(room)).flatMap(({ waits }) => waits),
  'an operator file exports the value of its name and no other': misnamed,
  [`an operator fits in ${linesOfAnOperator} lines of code`]: (house) =>
    [...operators(house), ...topics(house)]
      .filter(({ size }) => size > linesOfAnOperator)
      .map(({ path, size }) => `${path} has ${size} lines of code`),
  [`core fits in ${linesOfCore} lines of code`]: (house) => {
    const size = inRoom(house, 'core').reduce((sum, module) => sum + module.size, 0)
    return size > linesOfCore ? [`lib/core has ${size} lines of code`] : []
  },
  'nothing is a default export': ({ modules }) => modules.flatMap(({ defaults }) => defaults),
  'nothing is any': ({ modules }) => modules.flatMap(({ anys }) => anys),
  'a file says what it is about in its name': ({ modules, specs }) =>
    [...modules.map(({ path }) => path), ...specs].filter((path) => vagueNames.test(path)),
  'the only public classes are errors': (house) =>
    allNames(house)
      .filter((found) => found.class && !(found.error && found.name.endsWith('Error')))
      .map(({ path, name }) => `${path} exports the class ${name}`),
  'the table of contents has every operator, room by room': incomplete,
  'a table of contents names what is there': missing,
  'a room of topics has a table of contents with all that they export': untold,
  'a name means the same in every table of contents': ambiguous,
  'a table of contents does nothing': (house) =>
    tables(house)
      .filter(({ ownCode }) => ownCode)
      .map(({ path }) => `${path} has code of its own`),
  'every public name is documented, every value by an executed example': (house) =>
    allNames(house).flatMap(undocumented),
  'every operator has a spec of its name': (house) =>
    [...operators(house), ...topics(house)]
      .map(({ room, name }) => `spec/${room}/${name}.spec.ts`)
      .filter((path) => !house.specs.includes(path)),
  'nothing else lies at the top': ({ top }) => top.filter((name) => !atTheTop.test(name)),
}
