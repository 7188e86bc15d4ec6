import { execFile, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { entries } from './entries.ts'
import { publicNames, read, readFolder, root } from './reading.ts'
import { prelude, refusals, refusalsByOverload } from './types/refusals.ts'

const home = mkdtempSync(join(tmpdir(), 'sluice-'))
const project = join(home, 'project')
const installed = join(project, 'node_modules', 'sluice')
const tarball = () => join(home, readdirSync(home).find((file) => file.endsWith('.tgz')) ?? 'no tarball')

const bin = (name: string): string => join(root, 'node_modules', name)
const run = (cwd: string, command: string, ...args: readonly string[]): string => {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' })
  if (status !== 0) throw new Error(`${[command, ...args].join(' ')}\n${stdout}${stderr}`)
  return stdout
}
const node = (cwd: string, ...args: readonly string[]): string => run(cwd, process.execPath, ...args)

interface Compiler {
  readonly name: string
  readonly path: string
}
const require = createRequire(import.meta.url)
/** From the oldest on. */
const compilers: readonly [Compiler, Compiler, ...Compiler[]] = [
  { name: 'TypeScript 5.4', path: require.resolve('typescript-5.4/bin/tsc') },
  { name: 'TypeScript 5.9', path: require.resolve('typescript-5.9/bin/tsc') },
  { name: 'TypeScript 6.0', path: require.resolve('typescript-6.0/bin/tsc') },
  { name: 'TypeScript 7.0', path: bin('typescript/bin/tsc') },
]

const configure = (file: string, include: readonly string[], options: object): void => {
  const compilerOptions = {
    target: 'es2022',
    lib: ['es2023', 'dom'],
    types: [],
    strict: true,
    noEmit: true,
    skipLibCheck: false,
    ...options,
  }
  writeFileSync(join(project, file), JSON.stringify({ compilerOptions, include }))
}

const complaints = (compiler: string, config: string): Promise<string> =>
  new Promise((resolve) => {
    execFile(process.execPath, [compiler, '-p', config, '--pretty', 'false'], (_, stdout) => resolve(stdout))
  })

const packed = ['lib', 'spec', 'package.json', 'README.md', 'LICENSE', 'CHANGELOG.md', '.gitignore']

beforeAll(() => {
  const copy = join(home, 'copy')
  mkdirSync(copy)
  for (const name of readdirSync(root).filter((file) => packed.includes(file)))
    cpSync(join(root, name), join(copy, name), { recursive: true, filter: (path) => !path.includes('node_modules') })
  node(root, bin('typescript/bin/tsc'), '-p', 'lib', '--outDir', join(copy, 'dist'))
  run(copy, 'npm', 'pack', '--ignore-scripts', '--pack-destination', home)
  mkdirSync(project)
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'consumer', private: true, type: 'module' }))
  const fromDisk = ['--offline', '--ignore-scripts', '--no-audit', '--no-fund', '--install-links']
  run(project, 'npm', 'install', ...fromDisk, tarball(), join(root, 'node_modules', 'fp-ts'))
}, 120_000)

afterAll(() => rmSync(home, { recursive: true, force: true }))

const modules = readFolder('lib').map(read)
const publics = entries.map(({ specifier, path }) => ({ specifier, names: publicNames(modules, path) }))
const values = publics.map(({ specifier, names }) => ({
  specifier,
  names: names.filter(({ kind }) => kind === 'value').map(({ name }) => name),
}))

const gzipped = async (code: string): Promise<number> => {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: project },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'neutral',
    target: 'es2022',
  })
  return gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length
}

describe('the package', { timeout: 60_000 }, () => {
  test.each(values)('gives every name of $specifier to plain node', ({ specifier, names }) => {
    const script = `console.log(JSON.stringify(Object.keys(await import('${specifier}'))))`
    const found: unknown = JSON.parse(node(project, '--input-type=module', '--eval', script))
    expect(found).toEqual(names.toSorted())
  })

  test('holds the build, its sources and the papers, and nothing else', () => {
    expect(readdirSync(installed).toSorted()).toEqual(
      ['CHANGELOG.md', 'LICENSE', 'README.md', 'dist', 'lib', 'package.json'].toSorted(),
    )
    const built = readdirSync(join(installed, 'dist'), { recursive: true, encoding: 'utf8' })
    const expected = modules.flatMap(({ path }) =>
      ['.js', '.js.map', '.d.ts', '.d.ts.map'].map((end) => path.replace(/^lib\//, '').replace(/\.ts$/, end)),
    )
    expect(built.filter((file) => file.includes('.')).toSorted()).toEqual(expected.toSorted())
  })

  test('leaves publint nothing to say', async () => {
    const { messages, pkg } = await publint({ pkgDir: installed, pack: false, strict: true })
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([])
  })

  test('leaves are-the-types-wrong nothing to say', () => {
    const attw = () => node(home, bin('@arethetypeswrong/cli/dist/index.js'), tarball(), '--profile', 'esm-only')
    expect(attw).not.toThrow()
  })

  test.each([
    ['map alone', "export { map } from 'sluice'", 2048],
    ['a plain pipeline', "export { range, map, filter, take, toArray } from 'sluice'", 3072],
    ['work at once', "export { mapAsync } from 'sluice'", 4608],
    ['a hub', "export { hub, demandDispatcher } from 'sluice'", 6144],
    ['what fp-ts needs to map', "export { Functor } from 'sluice/fp-ts'", 2560],
    ['an effect without the instances', "export { fromIO } from 'sluice/fp-ts'", 2560],
    ['every name of the root', "export * from 'sluice'", 27_136],
    ['every name for fp-ts', "export * from 'sluice/fp-ts'", 10_240],
  ])('bundles %s small', async (what, code, limit) => {
    const size = await gzipped(code)
    expect(size, `${what} takes ${size} bytes of ${limit}`).toBeLessThan(limit)
    expect(size, `${what} takes ${size} bytes, which cannot be`).toBeGreaterThan(50)
  })

  describe('costs a build that names all of it', { timeout: 120_000 }, () => {
    const [, { path }] = compilers
    const programs = ['fp-ts', 'all']
    const inTurns = <A>(times: number, measure: (program: string) => A): A[][] => {
      const rounds = Array.from({ length: times }, () => programs.map(measure))
      return programs.map((_, at) => rounds.map((round) => round[at]!))
    }

    beforeAll(() => {
      const modules = ['Either', 'Option', 'TaskEither']
      const beside = [
        "import { pipe } from 'fp-ts/lib/function.js'",
        ...modules.map((name) => `import * as ${name} from 'fp-ts/lib/${name}.js'`),
        `void [pipe, ${modules.join(', ')}]`,
      ]
      const named = publics.map(({ specifier }, at) => `import * as all${at} from '${specifier}'`)
      const uses = values.flatMap(({ names }, at) => names.map((name) => `void all${at}.${name}`))
      writeFileSync(join(project, 'fp-ts.ts'), beside.join('\n'))
      writeFileSync(join(project, 'all.ts'), [...beside, ...named, ...uses].join('\n'))
      for (const program of programs)
        for (const skipLibCheck of [true, false])
          configure(`${program}.${skipLibCheck}.json`, [`${program}.ts`], { module: 'nodenext', skipLibCheck })
    })

    test('at most a sixth more types and instantiations than fp-ts alone', () => {
      const [[alone] = [], [all] = []] = inTurns(1, (program) => {
        const told = node(project, path, '-p', `${program}.false.json`, '--extendedDiagnostics')
        return [...told.matchAll(/^(?:Types|Instantiations):\s+(\d+)/gm)].map(([, count]) => Number(count))
      })
      expect(alone).toEqual([expect.any(Number), expect.any(Number)])
      for (const [at, count] of alone!.entries()) expect(all![at]! / count).toBeLessThan(7 / 6)
    })

    test('less than half a second', () => {
      // What the processor did, and not the time that went by: others may be at work, too.
      const told = "process.on('exit', () => console.log(process.cpuUsage().user + process.cpuUsage().system))"
      const clock = `data:text/javascript,${encodeURIComponent(told)}`
      const [alone = [], all = []] = inTurns(3, (program) =>
        Number(node(project, '--import', clock, path, '-p', `${program}.true.json`)),
      )
      expect(Math.min(...all) - Math.min(...alone)).toBeLessThan(500_000)
      expect(Math.min(...alone)).toBeGreaterThan(100_000)
    })
  })

  describe('type checks where it is used', () => {
    const uses = join(project, 'uses')
    const settings = [
      { module: 'nodenext', exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true },
      { module: 'esnext', moduleResolution: 'bundler' },
    ]

    beforeAll(() => {
      mkdirSync(uses)
      const names = publics.flatMap(({ specifier, names }, at) => [
        `import * as all${at} from '${specifier}'`,
        ...names
          .filter(({ kind }) => kind === 'type')
          .map(({ name }) => `export type { ${name} as ${name}${at} } from '${specifier}'`),
        ...names.filter(({ kind }) => kind === 'value').map(({ name }) => `void all${at}.${name}`),
      ])
      writeFileSync(join(uses, 'names.ts'), names.join('\n'))
      for (const { path, text } of readFolder('spec/types').filter(({ text }) => text.includes("from 'sluice'\n")))
        writeFileSync(join(uses, basename(path)), text)
      const refused = [...refusals, ...refusalsByOverload].map(({ code }) => `// @ts-expect-error\nvoid (${code})`)
      writeFileSync(join(uses, 'refused.ts'), [...prelude, ...refused].join('\n'))
      const runner = [
        "export { expectTypeOf } from 'expect-type'",
        'export declare const test: (name: string, body: () => unknown) => void',
        'export declare const describe: typeof test',
      ]
      writeFileSync(join(project, 'runner.d.ts'), runner.join('\n'))
      symlinkSync(join(root, 'node_modules/expect-type'), join(project, 'node_modules/expect-type'))
      for (const [at, setting] of settings.entries())
        configure(`tsconfig.${at}.json`, ['uses'], { ...setting, paths: { vitest: ['./runner.d.ts'] } })
    })

    test.each(compilers)('by $name', { timeout: 120_000 }, async ({ path }) => {
      const found = await Promise.all(settings.map((_, at) => complaints(path, join(project, `tsconfig.${at}.json`))))
      expect(found).toEqual(settings.map(() => ''))
    })

    test('by none that is older than README.md says', () => {
      const [, promised] = /TypeScript (\d+\.\d+) or later/.exec(readFileSync(`${root}README.md`, 'utf8')) ?? []
      expect(compilers[0]?.name).toBe(`TypeScript ${promised}`)
    })
  })
})
