import { accessLogs } from './accessLog.mjs'
import { flow } from './flow.mjs'
import { mapAsync } from './mapAsync.mjs'
import { pure } from './pure.mjs'
import { start } from './start.mjs'

export const rows = [...pure, ...mapAsync, ...flow, ...accessLogs, ...start]
