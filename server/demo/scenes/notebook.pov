// Carta, notebooks with a leather cover, sewn spine and an elastic band.
#include "studio.inc"
#include "materials.inc"
#include "sewing.inc"
#macro RBox(A, B, R)   // a box with round vertical edges only
  union {
    box { <A.x+R,A.y,A.z>, <B.x-R,B.y,B.z> } box { <A.x,A.y,A.z+R>, <B.x,B.y,B.z-R> }
    cylinder { <A.x+R,A.y,A.z+R>, <A.x+R,B.y,A.z+R>, R } cylinder { <B.x-R,A.y,A.z+R>, <B.x-R,B.y,A.z+R>, R }
    cylinder { <A.x+R,A.y,B.z-R>, <A.x+R,B.y,B.z-R>, R } cylinder { <B.x-R,A.y,B.z-R>, <B.x-R,B.y,B.z-R>, R }
  }
#end
#declare EdgeD = function(x,y,w,b,r) {
  min( select(max(0,abs(x)-(w-r))*max(0,y-(b-r))-0.000001, min(w-abs(x), b-y),
       r - sqrt(pow(max(0,abs(x)-(w-r)),2)+pow(max(0,y-(b-r)),2))), 5) }
#declare HW = 1.42; #declare LW = 2.02; #declare RB = 0.13; #declare E1 = 0.10;
#macro Book(Col, Thick, Band)
  union {
    #ifdef (PX) #undef PX #undef PY #undef PZ #end
    #declare Rr = Thick/2;
    // the cover, rolled round the spine at t = 0
    #declare PX = function(x,y) { select(y, -Rr*sin(min(pi,-y/Rr))*0.8, y) + 0*x }
    #declare PY = function(x,y) { select(y, Rr+Rr*cos(min(pi,-y/Rr)), Thick + 0.018*sin(pi*min(1,max(0,y)/LW)))
       - 0.03*exp(-EdgeD(x,y,HW,LW,RB)/0.02) - 0.012*exp(-pow((EdgeD(x,y,HW,LW,RB)-E1)/0.022,2)) - 0.016*exp(-pow((y-0.14)/0.03,2)) }
    #declare PZ = function(x,y) { x }
    object { UPanel(HW, -Rr*pi, LW, RB, 0.22, 300, 22, 24, 1) Leather(Col, 0.8) }
    object { UCord(HW, -Rr*pi, LW, RB, 0.0, 0.008, 0.026, 300, 1) EdgeT(Col*0.55) }
    object { UStitches(HW, 0, LW, RB, E1, 0.22, ULen(HW,0,LW,RB,E1)-0.22, 0.078, 0.0125, 1) }
    object { RBox(<-0.05,0.0,-HW>, <LW,0.042,HW>, RB) Leather(Col*0.9, 0.8) }
    // pages
    object { RBox(<-0.02,0.045,-HW+0.07>, <LW-0.07,Thick-0.035,HW-0.07>, 0.10)
      texture { pigment { gradient y color_map { [0 srgb <0.95,0.92,0.85>] [0.55 srgb <0.93,0.90,0.82>] [0.8 srgb <0.80,0.75,0.65>] [1 srgb <0.95,0.92,0.85>] } scale 0.0135 } finish { diffuse 0.8 } } }
    #if (Band)
      // elastic band
      union {
        superellipsoid { <0.3,0.4> scale <0.048, 0.011, HW+0.022> translate <LW-0.36, Thick+0.022, 0> }
        superellipsoid { <0.3,0.3> scale <0.048, Thick/2+0.01, 0.011> translate <LW-0.36, Thick/2+0.014, -HW-0.018> }
        texture { pigment { srgb <0.88,0.84,0.74> } normal { gradient x 0.5 sine_wave scale 0.016 } finish { diffuse 0.8 } }
      }
    #end
    // ribbon
    superellipsoid { <0.4,0.4> scale <0.045, 0.006, 0.30> rotate <14,0,0> translate <0.9, Thick*0.42, -HW-0.16> pigment { srgb <0.62,0.20,0.14> } finish { diffuse 0.8 specular 0.15 } }
  }
#end
#declare Navy = srgb <0.17,0.22,0.29>; #declare Green = srgb <0.24,0.30,0.24>;
#declare TopAt = transform { translate <-LW/2,0,0> rotate -20*y translate <0.1, 0.36, -0.1> }
object { Book(Cognac, 0.30, 1) transform { TopAt } }
object { Book(Green, 0.355, 0) translate <-LW/2,0,0> rotate 9*y }
// a pencil
union {
  cylinder { <0,0,0>, <2.0,0,0>, 0.05 texture { pigment { srgb <0.20,0.20,0.20> } finish { diffuse 0.7 specular 0.3 roughness 0.02 } } }
  cone { <2.0,0,0>, 0.05, <2.17,0,0>, 0.014 texture { pigment { srgb <0.82,0.66,0.46> } } }
  cone { <2.17,0,0>, 0.014, <2.22,0,0>, 0.002 texture { pigment { srgb 0.15 } } }
  cylinder { <-0.13,0,0>, <0,0,0>, 0.052 texture { Brass } }
  rotate 112*y translate <2.15, 0.05, 0.9>
}
Studio(2.0)
#switch (Shot)
  #case (1) Photo(<-0.2, 5.6, -7.4>, <0.30, 0.20, -0.08>, 25.5, 0, 0) #break
  #case (2) #declare FP = vtransform(<LW-0.36, 0.30, -HW+0.28>, transform { TopAt }); Photo(FP + <0.85, 1.35, -2.1>, FP + <-0.12, -0.10, 0.05>, 30, 0, 0) #break
#end
