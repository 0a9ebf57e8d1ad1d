// Ed25519, BLAKE2b and scrypt of libsodium. Linked statically, by the module map: no command waits for a library that only
// bundles need.
#include <sodium/core.h>
#include <sodium/crypto_generichash.h>
#include <sodium/crypto_pwhash_scryptsalsa208sha256.h>
#include <sodium/crypto_sign.h>
