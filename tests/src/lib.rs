//! Black-box tests: clients that use only the public interface of the server.
