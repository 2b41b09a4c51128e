/**
 * ONNX Runtime 1.30 reports every session to its vendor, also on Linux, unless this is set before
 * its library is loaded. Therefore this file is imported before the addon, and
 * test/native/engine/network.test.ts checks every socket.
 */
process.env.ORT_DISABLE_TELEMETRY = '1';
