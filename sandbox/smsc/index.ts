export type { ControlCommands, ControlName, PlainPhoneMessage, PlainSubmit } from './control.js';
export { type Entry, readJournal } from './journal.js';
export { MALFORMED, type Malformation } from './malformed.js';
export type { PhoneBehaviour, Phones } from './phones.js';
export { SmscProcess, startSmscProcess } from './process.js';
export type { IdForm, ReceiptPlan, State } from './receipt.js';
export { machineTime, type Submit, type Text } from './recorder.js';
export type { Script } from './script.js';
export { type Counts, type PhoneMessage, Smsc, type SmscOptions, startSmsc } from './smsc.js';
