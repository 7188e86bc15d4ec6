import type { StageSubject } from './stage/cases.ts'
import { bounded, lazy, singleFlight } from './stage/demand.ts'
import { errors } from './stage/errors.ts'
import { closing, neverStuck, quiet } from './stage/leaving.ts'
import { constantMemory, fair } from './stage/process.ts'
import { loud, standard } from './stage/standards.ts'
import { anyValues, chunkInvariant, concurrent, fresh, order } from './stage/values.ts'
import type { Law } from './trial.ts'

export const stageLaws: readonly Law<StageSubject>[] = [
  ...lazy,
  ...bounded,
  ...singleFlight,
  ...closing,
  ...neverStuck,
  ...errors,
  ...quiet,
  ...concurrent,
  ...fresh,
  ...order,
  ...fair,
  ...constantMemory,
  ...anyValues,
  ...loud,
  ...chunkInvariant,
  ...standard,
]
