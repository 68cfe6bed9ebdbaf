// Nido, a bifold wallet, in two colours.
#include "studio.inc"
#include "materials.inc"
#include "sewing.inc"
#declare C = srgb <0.39, 0.265, 0.195>;
#declare EdgeD = function(x,y,w,b,r) {
  min( select(max(0,abs(x)-(w-r))*max(0,y-(b-r))-0.000001, min(w-abs(x), b-y),
       r - sqrt(pow(max(0,abs(x)-(w-r)),2)+pow(max(0,y-(b-r)),2))), 5) }
// closed wallet lying flat: the fold is at t = 0, pattern x across the fold, top side up
#declare W = 0.95; #declare L = 2.3; #declare RB = 0.16; #declare E1 = 0.085;
#declare Rr = 0.13;
#macro Lay(Y0, Sag)
  #ifdef (PX) #undef PX #undef PY #undef PZ #end
  #declare PX = function(x,y) { select(y, -Rr*sin(min(pi,-y/Rr)), y) + 0*x }
  #declare PY = function(x,y) { select(y, Y0-Rr+Rr*cos(min(pi,-y/Rr)), Y0 + Sag*y + 0.035*sin(pi*min(1,max(0,y)/L))*(1-pow(abs(x)/W,2)))
     - 0.035*exp(-EdgeD(x,y,W,L,RB)/0.03) - 0.013*exp(-pow((EdgeD(x,y,W,L,RB)-E1)/0.022,2)) }
  #declare PZ = function(x,y) { x }
#end
#macro OneWallet(Col)
  union {
    Lay(0.30, -0.012)
    object { UPanel(W, -Rr*pi, L, RB, 0.22, 300, 22, 20, 1) Leather(Col, 0.8) }
    object { UCord(W, 0, L, RB, 0.0, 0.005, 0.030, 240, 1) EdgeT(Col*0.55) }
    object { UStitches(W, 0, L, RB, E1, 0.12, ULen(W,0,L,RB,E1)-0.12, 0.070, 0.0120, 1) }
    Lay(0.185, -0.012)
    object { UPanel(W-0.012, 0, L-0.012, RB, 0.2, 160, 8, 10, 1) Leather(Col*0.85, 0.8) }
    object { UCord(W, 0, L, RB, 0.012, 0.012, 0.034, 200, 1) EdgeT(Col*0.5) }
    cylinder { <0,0.172,-W+0.02>, <0,0.172,W-0.02>, 0.105 pigment { Col*0.45 } }
    // the lining and a card between
    superellipsoid { <0.06, 0.06> scale <L/2-0.06, 0.024, W-0.10> translate <L/2-0.03, 0.205, 0> pigment { srgb <0.80,0.70,0.55> } finish { diffuse 0.7 } }
    Lay(0.085, -0.004)
    object { UPanel(W, 0, L, RB, 0.2, 160, 8, 10, 1) Leather(Col*0.85, 0.8) }
    object { UCord(W, 0, L, RB, 0.0, 0.005, 0.034, 200, 1) EdgeT(Col*0.55) }
    translate -0.045*y
  }
#end
#declare Brown = object { OneWallet(Cognac*0.92) }
#declare Dark = object { OneWallet(C) }
#declare DarkAt = transform { translate <-L/2, 0, 0> rotate <0, -28, 0> translate <-0.25, 0, -0.35> }
object { Dark transform { DarkAt } }
object { Brown translate <-L/2, 0, 0> rotate <0, 24, 0> translate <1.35, 0, 1.75> }
Studio(1.7)
#switch (Shot)
  #case (1) Photo(<-0.5, 4.6, -7.0>, <0.22, 0.10, 0.40>, 31, 0, 0) #break
  #case (2) #declare FP = vtransform(<L-0.35, 0.25, -0.62>, transform { DarkAt }); Photo(FP + <0.55, 1.5, -1.75>, FP + <-0.18, -0.03, 0.10>, 30, 0, 0) #break
#end
