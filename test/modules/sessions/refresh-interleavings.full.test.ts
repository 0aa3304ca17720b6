import { describeInterleavings } from '../../helpers/session-fuzz/describe-interleavings.js';

describeInterleavings('honest clients, a thief, and servers that crash between any two statements', 400);
