import { pathToFileURL } from 'node:url'

const load = async (specifier) => {
  try {
    return await import(specifier)
  } catch (error) {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error
    return undefined
  }
}

/** All names of a build: those of its root, and those of its other entry, where it has that. */
const build = async (root, fpTs) => {
  const library = await load(root)
  return library && { ...(await load(fpTs)), ...library }
}

const builds = [{ name: 'sluice', library: await build('sluice', 'sluice/fp-ts') }]
// SLUICE_ALSO=file: a second build of ours in the same rounds, so that a change is measured against what it replaces.
if (process.env.SLUICE_ALSO) {
  const { href } = pathToFileURL(process.env.SLUICE_ALSO)
  builds.push({ name: 'sluice, other', library: await build(href, new URL('instances/index.js', href).href) })
}

/** Contenders of ours, one per build at hand; `run` is left out, and `missing` says why, where a name is not there. */
export const ours = (names, make, suffix = '') =>
  builds.map(({ name, library }) => {
    const missing = library === undefined ? ['the build'] : names.split(' ').filter((key) => library[key] === undefined)
    const full = `${name}${suffix}`
    return missing.length === 0 ? { name: full, run: make(library) } : { name: full, missing }
  })
