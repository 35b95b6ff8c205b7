;;; packages.el --- makes installed packages known to an Emacs that was started with -Q -*- lexical-binding: t; -*-

;;; Commentary:

;; Where Debian and a person's own `package-install' put them.  PACKAGES_HOME is the home folder of the latter.

;;; Code:

(require 'package)
(setq package-user-dir (expand-file-name ".emacs.d/elpa" (or (getenv "PACKAGES_HOME") "~"))
      package-directory-list '("/usr/share/emacs/site-lisp/elpa"))
(package-initialize)

;;; packages.el ends here
