/** Name and password of the operator account (OPER) of every IRC server of the sandbox. */
export const OPERATOR = { name: 'god', password: 'zeus' } as const;
