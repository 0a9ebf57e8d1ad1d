# A service with helpers.
profile service {
  # starts the worker
  /usr/bin/worker Cx -> worker,

  # Works.
  profile worker /usr/bin/worker flags=(complain) {
    /usr/bin/worker mr,
    profile deeper {
      /x r,
    }
  }

  hat "with.dots" flags=(attach_disconnected) {
    include <abstractions/base>
    /y r,
  }
  profile worker { /z r, }
}
