export declare const LEFT_OUT: Readonly<Record<string, string>>;
export declare function mutatedFiles(files?: readonly string[], leftOut?: readonly string[]): string[];
