import { config } from 'zod';

// before any schema is made: zod would try whether it may compile them, which the page's policy refuses
config({ jitless: true });
