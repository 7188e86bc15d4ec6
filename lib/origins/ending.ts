import { DONE } from '../core/protocol.ts'

/** How a source has ended, which is said only when all that came before it is given. */
export interface Ending {
  readonly error?: unknown
}

export const finish = (ending: Ending): typeof DONE => {
  if ('error' in ending) throw ending.error
  return DONE
}
