// What have I installed? Walks a tree of packages with 16 reads in flight, and tells on one screen under which licences
// they come, which are largest, which are there in several versions, and which want another Node. A real tree has broken
// files in it: each becomes the left of an Either, is listed, and harms no other. Try `npm start -- --help`.
import { constants, type Dirent } from 'node:fs'
import { lstat, readdir, readFile, stat } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import { isatty } from 'node:tty'
import { Command } from 'commander'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as N from 'fp-ts/lib/number.js'
import { contramap } from 'fp-ts/lib/Ord.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import ora from 'ora'
import pc from 'picocolors'
import { satisfies } from 'semver'
import {
  abortable,
  defer,
  describe,
  expand,
  filter,
  groupToMap,
  map,
  mapAsync,
  named,
  tap,
  toArray,
  toMermaid,
  topN,
} from 'sluice'

type Failure = { path: string; reason: string }
type Found<A> = E.Either<Failure, A>
type About = { name: string; version: string; licence: string; node: string }
type File = { owner: string; bytes: number; about: About | undefined }

const attempt = <A>(path: string, work: () => Promise<A>): Promise<Found<A>> =>
  TE.tryCatch(work, (error) => {
    const { code, message } = error as NodeJS.ErrnoException
    return { path, reason: error instanceof SyntaxError ? 'not JSON' : (code ?? message) }
  })()

const pathOf = ({ parentPath, name }: Dirent): string => join(parentPath, name)

/** Whatever is not walked into is a file. Symbolic links are not walked into, so no walk goes in circles. */
const isFolder = (entry: Dirent): boolean => entry.isDirectory() && entry.name !== 'package.json'

const list = (folder: string): AsyncIterable<Found<Dirent>> =>
  defer(async () => {
    const entries = await attempt(folder, () => readdir(folder, { withFileTypes: true }))
    return E.sequence(RA.Applicative)(entries)
  })

const licenceOf = (stated: unknown): string => {
  const each = [stated].flat().map((licence) => String(Object(licence).type ?? licence ?? ''))
  return each.join(' or ') || 'none stated'
}

const readPackage = async (path: string, signal: AbortSignal): Promise<About> => {
  const flag = constants.O_RDONLY | constants.O_NONBLOCK // a named pipe must not keep a thread waiting
  const json = JSON.parse(await readFile(path, { encoding: 'utf8', flag, signal }))
  if (typeof json?.name !== 'string') throw new Error('no name')
  const { name, version = '?', license, licenses, engines } = json
  return { name, version: `${version}`, licence: licenceOf(license ?? licenses), node: `${engines?.node ?? '*'}` }
}

/** A file is of the package below the last node_modules on its way; the folder given counts as one. */
const ownerOf = (path: string): string => /^((.*[\\/])?node_modules[\\/])?(@[^\\/]+[\\/])?[^\\/]+/.exec(path)?.[0] ?? ''

const inspect = (root: string, path: string, signal: AbortSignal): Promise<Found<File>> =>
  attempt(path, async () => {
    const owner = ownerOf(relative(root, path))
    const about = path === join(root, owner, 'package.json') ? await readPackage(path, signal) : undefined
    return { owner, about, bytes: (await lstat(path)).size }
  })

const audit = (root: string, signal: AbortSignal, onFile: () => void): AsyncIterable<Found<File>> =>
  pipe(
    list(root),
    named('the folder given'),
    expand((found) => (E.isRight(found) && isFolder(found.right) ? list(pathOf(found.right)) : [])),
    named('walk'),
    filter((found) => E.isLeft(found) || !isFolder(found.right)),
    named('files'),
    mapAsync(async (found, signal) => (E.isLeft(found) ? found : inspect(root, pathOf(found.right), signal)), {
      concurrency: 16,
    }),
    named('inspect, 16 at a time'),
    tap(onFile),
    named('progress'),
    abortable(signal),
  )

const versionsOf = (copies: readonly About[]): readonly string[] => {
  const versions = new Set(copies.map(({ version }) => version))
  return [...versions].toSorted(new Intl.Collator('en', { numeric: true }).compare)
}

const summarise = async (root: string, found: readonly Found<File>[]) => {
  const { left, right: files } = RA.separate(found)
  const failures = left.map(({ path, reason }) => ({ path: relative(root, path), reason }))
  const byOwner = await groupToMap(({ owner }: File) => owner)(files)
  const packages = [...byOwner].flatMap(([path, own]) => {
    const bytes = own.reduce((sum, file) => sum + file.bytes, 0)
    return own.flatMap(({ about }) => (about ? { ...about, path, bytes } : []))
  })
  const byLicence = await groupToMap(({ licence }: About) => licence)(packages)
  const byName = await groupToMap(({ name }: About) => name)(packages)
  return {
    licences: await pipe(
      byLicence,
      map(([licence, those]) => ({ licence, packages: those.length })),
      topN(Infinity, contramap(({ packages }: { packages: number }) => packages)(N.Ord)),
    ),
    largest: await topN(7, contramap(({ bytes }: { bytes: number }) => bytes)(N.Ord))(packages),
    severalVersions: await pipe(
      byName,
      map(([name, copies]) => ({ name, versions: versionsOf(copies) })),
      filter(({ versions }) => versions.length > 1),
      toArray,
    ),
    otherNode: packages.filter(({ node }) => !satisfies(process.version, node, { includePrerelease: true })),
    failures,
    packages,
    counts: { packages: packages.length, files: found.length, failed: failures.length, ms: performance.now() | 0 },
  }
}

/** Names and licences are strangers' words: neither a line break nor an escape code of theirs reaches the terminal. */
const oneLine = (text: string | number): string => `${text}`.replaceAll(/\p{Cc}+/gu, ' ').slice(0, 80)

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`

const screen = (report: Awaited<ReturnType<typeof summarise>>): string => {
  const { bold, cyan } = pc.createColors(pc.isColorSupported && isatty(1))
  const section = <A>(
    title: string,
    most: number,
    found: readonly A[],
    row: (value: A) => [string | number, string],
  ) => {
    const rows = found.slice(0, most).map((value) => row(value).map(oneLine))
    const width = Math.max(...rows.map(([first = '']) => first.length))
    const lines = rows.map(([first = '', rest]) => `  ${cyan(first.padStart(width))}  ${rest}`)
    if (found.length > most) lines.push(`  and ${found.length - most} more`)
    return [bold(title), ...(lines.length > 0 ? lines : ['  none']), '']
  }
  const { licences, largest, severalVersions, otherNode, failures, counts } = report
  return [
    ...section('Licences', 7, licences, ({ packages, licence }) => [packages, licence]),
    ...section('Largest', 7, largest, ({ bytes, name, version }) => [megabytes(bytes), `${name} ${version}`]),
    ...section('In several versions', 5, severalVersions, ({ name, versions }) => [name, versions.join(', ')]),
    ...section('Made for another Node', 5, otherNode, ({ name, version, node }) => [`${name} ${version}`, node]),
    ...section('Not read', 5, failures, ({ reason, path }) => [reason, path]),
    `${counts.packages} packages, ${counts.files} files, ${counts.failed} failed, ${counts.ms} ms`,
  ].join('\n')
}

const program = new Command('npm start --')
  .description('Tells what is installed: licences, sizes, several versions, other Nodes, broken files.')
  .argument('[directory]', 'where to look', 'node_modules')
  .option('--json', 'print all that was found as JSON')
  .option('--graph', 'draw the pipeline that found it')
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .parse()
const { json = false, graph = false } = program.opts<{ json?: boolean; graph?: boolean }>()
const root = resolve(program.processedArgs[0] as string)
if (!(await stat(root).catch(() => undefined))?.isDirectory()) program.error(`error: no such directory: ${root}`)

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error // whoever reads, as `head` does, may leave before the end
})
const interrupted = new AbortController()
process.once('SIGINT', () => interrupted.abort())

process.stderr.columns ||= 80 // a terminal may not know its width, and no width fits no text
const isSilent = !isatty(1) || !isatty(2)
const progress = ora({ text: '0 files', isSilent, color: false, discardStdin: false, hideCursor: false }).start()
let files = 0
const pipeline = audit(root, interrupted.signal, () => {
  progress.text = `${++files} files`
})
try {
  const found = await toArray(pipeline).finally(() => progress.stop())
  const report = { directory: root, ...(await summarise(root, found)) }
  const drawing = describe(pipeline, toArray)
  if (json) console.log(JSON.stringify(graph ? { ...report, graph: drawing } : report, undefined, 2))
  else console.log(graph ? `${screen(report)}\n\n${toMermaid(drawing)}` : screen(report))
} catch (error) {
  if (!interrupted.signal.aborted) throw error
  process.exitCode = 130
}
