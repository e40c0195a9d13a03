/** What a gateway adds to the operations of the admin; part of the contract in gateway.ts, which every gateway imports instead. */
export type {
  Cell,
  Column,
  Operation,
  OperationArgument,
  OperationCall,
  OperationProblem,
  OperationResult,
  OperationTexts,
  Say,
} from '../src/operation.js';
